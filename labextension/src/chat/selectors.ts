/** What a component needs from the state; pure. */

import type { Approval } from '../api/types';
import type { Density } from './density';
import { condense } from './density';
import type { IOutgoing } from './outbox';
import { notebookCounts } from './notebook';
import { fromPatch } from './patch';
import { total } from './reducer';
import type { IChanges, Row } from './rows';
import type { Entry, IChatState, IToolEntry } from './state';

/** The rows to show, in order. `outbox` is what the server has not confirmed. */
export function toRows(
  state: IChatState,
  outbox: readonly IOutgoing[],
  density: Density = 'normal'
): readonly Row[] {
  return [
    ...condense(entryRows(state.entries), density),
    ...state.live
      .filter(block => block.parent === null && (block.of === 'text' || density !== 'summary'))
      .map(block => ({ type: 'live', key: block.block, block }) as const),
    ...outbox
      .filter(message => !message.queued || message.failure !== null)
      .map(message => ({ type: 'outgoing', key: message.clientId, message }) as const)
  ];
}

const cache = new WeakMap<readonly Entry[], readonly Row[]>();

/** The rows of finished entries; deltas leave them alone, so they are remembered. */
function entryRows(entries: readonly Entry[]): readonly Row[] {
  const known = cache.get(entries);
  if (known !== undefined) {
    return known;
  }
  const rows: Row[] = [];
  let changes = new Changes();
  for (const entry of entries) {
    if (isBlank(entry)) {
      continue;
    }
    changes.add(entry);
    const sum = entry.type === 'turn' ? changes.sum() : null;
    rows.push({ type: 'entry', key: entry.key, entry, sum });
    if (entry.type === 'turn') {
      changes = new Changes();
    }
  }
  cache.set(entries, rows);
  return rows;
}

function isBlank(entry: Entry): boolean {
  return (entry.type === 'text' || entry.type === 'thinking') && entry.text.trim() === '';
}

/** What some tools changed together; null where nothing. */
export function sumChanges(entries: readonly Entry[]): IChanges | null {
  const changes = new Changes();
  for (const entry of entries) {
    changes.add(entry);
  }
  return changes.sum();
}

/** Adds up what tools changed. */
class Changes {
  add(entry: Entry): void {
    if (entry.type !== 'tool' || entry.status !== 'ok') {
      return;
    }
    const { added, removed } =
      notebookCounts(entry.name, entry.input, entry.structured) ??
      fromPatch(entry.structured) ??
      created(entry);
    if (added + removed > 0) {
      const path = entry.input['file_path'] ?? entry.input['notebook_path'];
      this._files.add(typeof path === 'string' ? path : entry.key);
      this._added += added;
      this._removed += removed;
    }
  }

  sum(): IChanges | null {
    return this._files.size === 0
      ? null
      : { files: this._files.size, added: this._added, removed: this._removed };
  }

  private readonly _files = new Set<string>();
  private _added = 0;
  private _removed = 0;
}

/** A new file has no patch: all its lines are new. */
function created({ name, input: { content } }: IToolEntry): { added: number; removed: number } {
  const isFile = name === 'Write' && typeof content === 'string' && content !== '';
  return { added: isFile ? content.replace(/\n$/, '').split('\n').length : 0, removed: 0 };
}

/** Whether Claude's list of things to do still has something open. */
export function hasOpenTodo(state: IChatState): boolean {
  return state.todo.some(item => item.status !== 'completed');
}

/** What the dot in the header and the list says. */
export function toState(state: IChatState): 'idle' | 'working' | 'waiting' | 'failed' {
  if (state.approvals.length > 0) {
    return 'waiting';
  }
  if (state.turn !== null) {
    return 'working';
  }
  return state.outcome === 'failed' || state.outcome === 'lost' ? 'failed' : 'idle';
}

/** The question to answer first, and how many there are. */
export function firstApproval(state: IChatState): { approval: Approval; count: number } | null {
  const [approval] = state.approvals;
  return approval === undefined ? null : { approval, count: state.approvals.length };
}

/** The tool that runs, the innermost first; null where none does. */
export function runningTool(state: IChatState): IToolEntry | null {
  for (let index = state.entries.length - 1; index >= 0; index--) {
    const entry = state.entries[index];
    if (entry?.type === 'turn' || entry?.type === 'prompt') {
      return null;
    }
    if (entry?.type === 'tool' && isAwaited(entry)) {
      return entry;
    }
  }
  return null;
}

/** Whether Claude waits for it; what goes on by itself is listed elsewhere. */
function isAwaited({ status, work }: IToolEntry): boolean {
  return status === 'running' && work?.isRunning !== true;
}

/** Tokens that the current turn has used, or 0. */
export function turnTokens(state: IChatState): number {
  return state.turn === null ? 0 : Math.max(0, total(state) - state.turn.tokensBefore);
}

/** How full the context is, from 0 to 1; null where nobody said. */
export function contextShare(state: IChatState): number | null {
  const { usage } = state;
  return usage === null || usage.contextSize === 0
    ? null
    : Math.min(1, usage.contextUsed / usage.contextSize);
}
