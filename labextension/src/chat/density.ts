/** The transcript as dense as its reader wants it: runs of tools as one line; pure. */

import type { Row } from './rows';
import type { IToolEntry } from './state';

/**
 * `normal` folds what only supports the answer, `verbose` opens everything, `summary` keeps prompts,
 * answers and the ends of turns, with one line for the tools between them.
 */
export type Density = 'normal' | 'verbose' | 'summary';

export const DENSITIES: readonly Density[] = ['normal', 'verbose', 'summary'];

/** What a word from outside means; anything unknown is `normal`. */
export function toDensity(value: unknown): Density {
  return DENSITIES.find(density => density === value) ?? 'normal';
}

/** Tools that do the same kind of thing. */
export type ToolKind = 'look' | 'edit' | 'command' | 'web' | 'agent' | 'todo' | 'plan' | 'other';

const KINDS: Readonly<Record<string, ToolKind>> = {
  Read: 'look',
  Glob: 'look',
  Grep: 'look',
  LS: 'look',
  NotebookRead: 'look',
  ToolSearch: 'look',
  Edit: 'edit',
  MultiEdit: 'edit',
  NotebookEdit: 'edit',
  Write: 'edit',
  Bash: 'command',
  BashOutput: 'command',
  KillShell: 'command',
  WebFetch: 'web',
  WebSearch: 'web',
  Agent: 'agent',
  Task: 'agent',
  TodoWrite: 'todo',
  TaskCreate: 'todo',
  TaskUpdate: 'todo',
  TaskList: 'todo',
  TaskGet: 'todo',
  ExitPlanMode: 'plan',
  EnterPlanMode: 'plan',
  AskUserQuestion: 'plan'
};

/** The kind of a tool by its name. */
export function kindOf(name: string): ToolKind {
  return Object.hasOwn(KINDS, name) ? (KINDS[name] ?? 'other') : 'other';
}

/** So many of a kind are a run; what only looks is quiet, so two are enough. Others stay alone. */
const LEAST: Partial<Record<ToolKind, number>> = { look: 2, todo: 2, command: 3, edit: 3, web: 3 };

const caches = new Map<Density, WeakMap<readonly Row[], readonly Row[]>>();

/** The rows of finished entries at a density; the same rows give the very same answer. */
export function condense(rows: readonly Row[], density: Density): readonly Row[] {
  if (density === 'verbose') {
    return rows;
  }
  const cache = caches.get(density) ?? new WeakMap<readonly Row[], readonly Row[]>();
  caches.set(density, cache);
  const known = cache.get(rows) ?? (density === 'summary' ? summed(rows) : grouped(rows));
  cache.set(rows, known);
  return known;
}

function toolOf(row: Row | undefined): IToolEntry | null {
  return row?.type === 'entry' && row.entry.type === 'tool' ? row.entry : null;
}

function isThinking(row: Row): boolean {
  return row.type === 'entry' && row.entry.type === 'thinking';
}

/** All tools between two other things are one line; thinking is left out. */
function summed(rows: readonly Row[]): readonly Row[] {
  const result: Row[] = [];
  let run: IToolEntry[] = [];
  const close = () => {
    if (run.length > 0) {
      result.push(groupOf(run));
      run = [];
    }
  };
  for (const row of rows) {
    const tool = toolOf(row);
    if (tool !== null) {
      run.push(tool);
    } else if (!isThinking(row)) {
      close();
      result.push(row);
    }
  }
  close();
  return result;
}

/** Finished tools of one kind in a row are one line, once something follows them. */
function grouped(rows: readonly Row[]): readonly Row[] {
  const result: Row[] = [];
  for (let index = 0; index < rows.length;) {
    const run = runAt(rows, index);
    const row = rows[index];
    if (run.length > 0) {
      result.push(groupOf(run));
    } else if (row !== undefined) {
      result.push(row);
    }
    index += Math.max(1, run.length);
  }
  return result;
}

function runAt(rows: readonly Row[], index: number): readonly IToolEntry[] {
  const first = toolOf(rows[index]);
  const kind = first === null ? 'other' : kindOf(first.name);
  const least = LEAST[kind];
  if (least === undefined) {
    return [];
  }
  const run: IToolEntry[] = [];
  for (;;) {
    const tool = toolOf(rows[index + run.length]);
    if (tool?.status !== 'ok' || kindOf(tool.name) !== kind) {
      break;
    }
    run.push(tool);
  }
  return run.length >= least && index + run.length < rows.length ? run : [];
}

function groupOf(tools: readonly IToolEntry[]): Row {
  return { type: 'group', key: `g${tools[0]?.key ?? ''}`, tools };
}
