/** Entries in their lists: the transcript, or the lane of a subagent; pure. */

import type { DurableFrame, ToolFinished, ToolStarted } from '../api/types';
import type { Decision, Entry, IChatState, IToolEntry } from './state';

/** What every entry takes from its frame. */
export function base(frame: DurableFrame, key: string) {
  return { key, at: frame.at, recovered: frame.recovered === true };
}

/** Lists made within the running batch: nobody has seen them, so they may be changed in place. */
let own: WeakSet<readonly Entry[]> | null = null;

/** Run with lists copied once instead of for every entry; thousands of frames take no time then. */
export function inBatch<T>(run: () => T): T {
  const before = own;
  own = new WeakSet();
  try {
    return run();
  } finally {
    own = before;
  }
}

function writable(entries: readonly Entry[]): Entry[] {
  if (own?.has(entries) === true) {
    return entries as Entry[];
  }
  const copy = entries.slice();
  own?.add(copy);
  return copy;
}

/** The state with one more entry, at the end of the transcript or of a subagent's lane. */
export function append(state: IChatState, entry: Entry, parent?: string): IChatState {
  const list = writable(
    parent === undefined ? state.entries : (state.lanes.get(parent) ?? NO_ENTRIES)
  );
  list.push(entry);
  return parent === undefined
    ? { ...state, entries: list }
    : { ...state, lanes: new Map(state.lanes).set(parent, list) };
}

const NO_ENTRIES: readonly Entry[] = [];

/** The state with one tool entry replaced, wherever it is; null where there is none. */
export function changeTool(
  state: IChatState,
  toolUse: string,
  edit: (entry: IToolEntry) => IToolEntry
): IChatState | null {
  const entries = changed(state.entries, toolUse, edit);
  if (entries !== null) {
    return { ...state, entries };
  }
  for (const [parent, lane] of state.lanes) {
    const edited = changed(lane, toolUse, edit);
    if (edited !== null) {
      return { ...state, lanes: new Map(state.lanes).set(parent, edited) };
    }
  }
  return null;
}

/** A tool mostly ends soon after it began, so the search goes from the end. */
function changed(
  entries: readonly Entry[],
  toolUse: string,
  edit: (entry: IToolEntry) => IToolEntry
): readonly Entry[] | null {
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry?.type === 'tool' && entry.toolUse === toolUse) {
      const list = writable(entries);
      list[index] = edit(entry);
      return list;
    }
  }
  return null;
}

/** A tool has been started. */
export function startTool(state: IChatState, frame: ToolStarted): IChatState {
  const decision = state.decisions.get(frame.tool_use) ?? null;
  const entry: IToolEntry = {
    ...base(frame, frame.tool_use),
    type: 'tool',
    toolUse: frame.tool_use,
    name: frame.name,
    input: frame.input,
    status: 'running',
    ranFrom: frame.at,
    finishedAt: null,
    output: null,
    structured: null,
    decision,
    work: null
  };
  return append(state, entry, frame.parent);
}

/** A tool has ended; one whose start was never told is shown all the same. */
export function finishTool(state: IChatState, frame: ToolFinished): IChatState {
  const finish = (entry: IToolEntry): IToolEntry => ({
    ...entry,
    // What goes on by itself has not ended with the words that say so.
    ...(entry.work?.isRunning === true ? {} : { status: frame.status, finishedAt: frame.at }),
    output: frame.output,
    structured: frame.structured ?? null,
    recovered: entry.recovered || frame.recovered === true
  });
  const blank: IToolEntry = {
    ...base(frame, frame.tool_use),
    type: 'tool',
    toolUse: frame.tool_use,
    name: '',
    input: {},
    status: 'running',
    ranFrom: frame.at,
    finishedAt: null,
    output: null,
    structured: null,
    decision: null,
    work: null
  };
  return changeTool(state, frame.tool_use, finish) ?? append(state, finish(blank));
}

/** A person has decided about a tool. */
export function decideTool(
  state: IChatState,
  toolUse: string,
  decision: Decision,
  at: string
): IChatState {
  return (
    changeTool(state, toolUse, entry => ({ ...entry, decision, ranFrom: at })) ?? {
      ...state,
      decisions: new Map(state.decisions).set(toolUse, decision)
    }
  );
}

/** Tools that a finished turn left without an end are no longer running. */
export function stopTools(
  state: IChatState,
  at: string,
  status: 'stopped' | 'unknown'
): IChatState {
  const stop = (entries: readonly Entry[]): readonly Entry[] => {
    let list: Entry[] | null = null;
    for (let index = entries.length - 1; index >= 0; index--) {
      const entry = entries[index];
      if (entry !== undefined && isRunning(entry)) {
        list ??= writable(entries);
        list[index] = { ...entry, status, finishedAt: at };
      }
    }
    return list ?? entries;
  };
  const stopped = [...state.lanes].map(([parent, lane]) => [parent, stop(lane)] as const);
  const isSame = stopped.every(([parent, lane]) => state.lanes.get(parent) === lane);
  const lanes = isSame ? state.lanes : new Map(stopped);
  return { ...state, entries: stop(state.entries), lanes };
}

function isRunning(entry: Entry): entry is IToolEntry {
  return entry.type === 'tool' && entry.status === 'running';
}
