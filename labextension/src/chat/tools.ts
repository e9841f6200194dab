/** What a tool's line says: a verb, its object and the result; pure but for the words. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { notebookDiff } from './notebook';
import type { IDiff } from './patch';
import { fromInput, fromPatch } from './patch';
import type { IToolEntry } from './state';

/** One line about one use of a tool. */
export interface IToolLine {
  readonly verb: string;
  readonly object: string;
  /** How to show the object: a file that opens, something typed, or words. */
  readonly of: 'path' | 'code' | 'words';
  readonly line: number | null;
  readonly diff: IDiff | null;
}

type Input = Readonly<Record<string, unknown>>;
type Words = readonly [running: string, done: string];

function field(input: Input, ...names: string[]): string {
  for (const name of names) {
    const value = input[name];
    if (typeof value === 'string' && value !== '') {
      return value;
    }
  }
  return '';
}

type Known = readonly [Words, IToolLine['of'], ...string[]];

/** The verb of each tool that this version knows, and where its object is found. */
function known(trans: TranslationBundle): Readonly<Record<string, Known>> {
  const read: Known = [
    [trans.__('Reading'), trans.__('Read')],
    'path',
    'file_path',
    'notebook_path'
  ];
  const edit: Known = [
    [trans.__('Editing'), trans.__('Edited')],
    'path',
    'file_path',
    'notebook_path'
  ];
  const agent: Known = [[trans.__('Agent:'), trans.__('Agent:')], 'words', 'description'];
  const output: Known = [[trans.__('Reading output'), trans.__('Read output')], 'words'];
  const stop: Known = [[trans.__('Stopping a command'), trans.__('Stopped a command')], 'words'];
  return {
    Bash: [[trans.__('Running'), trans.__('Ran')], 'code', 'command'],
    Read: read,
    NotebookRead: read,
    Write: [[trans.__('Writing'), trans.__('Wrote')], 'path', 'file_path'],
    Edit: edit,
    MultiEdit: edit,
    NotebookEdit: edit,
    Glob: [[trans.__('Looking for files'), trans.__('Looked for files')], 'code', 'pattern'],
    Grep: [[trans.__('Searching'), trans.__('Searched')], 'code', 'pattern'],
    WebFetch: [[trans.__('Fetching'), trans.__('Fetched')], 'code', 'url'],
    WebSearch: [[trans.__('Searching the web'), trans.__('Searched the web')], 'code', 'query'],
    Agent: agent,
    Task: agent,
    TodoWrite: [[trans.__('Planning'), trans.__('Updated the list of things to do')], 'words'],
    TaskCreate: [[trans.__('Noting'), trans.__('Noted')], 'words', 'subject'],
    TaskUpdate: [[trans.__('Planning'), trans.__('Updated the list of things to do')], 'words'],
    EnterPlanMode: [[trans.__('Turning to a plan'), trans.__('Turned to a plan')], 'words'],
    ExitPlanMode: [[trans.__('Proposing a plan'), trans.__('Proposed a plan')], 'words'],
    AskUserQuestion: [[trans.__('Asking you'), trans.__('Asked you')], 'words'],
    BashOutput: output,
    TaskOutput: output,
    KillShell: stop,
    TaskStop: stop,
    Skill: [[trans.__('Using the skill'), trans.__('Used the skill')], 'code', 'skill', 'command'],
    ToolSearch: [[trans.__('Looking for tools'), trans.__('Looked for tools')], 'code', 'query']
  };
}

/** `mcp__server__do_this` as `server: do this`. */
export function toolName(name: string): string {
  const [, server, tool] = /^mcp__(.+?)__(.+)$/.exec(name) ?? [];
  return server !== undefined && tool !== undefined
    ? `${server}: ${tool.replaceAll('_', ' ')}`
    : name;
}

/** A path as seen from the workspace. */
export function relativePath(path: string, workspace: string): string {
  const root = workspace.replace(/\/+$/, '');
  if (root !== '' && path.startsWith(`${root}/`)) {
    return path.slice(root.length + 1);
  }
  return path;
}

/** The line for a use of a tool. A tool that this version does not know is shown by its name. */
export function describeTool(
  tool: IToolEntry,
  workspace: string,
  trans: TranslationBundle
): IToolLine {
  const words = known(trans)[tool.name];
  const { structured } = tool;
  const diff =
    (tool.status === 'error'
      ? null
      : notebookDiff(tool.name, tool.input, { structured, now: null }, trans)) ??
    fromPatch(structured) ??
    (tool.status === 'error' ? null : fromInput(tool.name, tool.input));
  if (words === undefined) {
    return {
      verb: tool.status === 'running' ? trans.__('Using') : trans.__('Used'),
      object: toolName(tool.name) || trans.__('a tool'),
      of: 'words',
      line: null,
      diff
    };
  }
  const [[running, done], of, ...fields] = words;
  const object = field(tool.input, ...fields);
  return {
    verb: verb(tool, running, done, trans),
    object: of === 'path' ? relativePath(object, workspace) : firstLine(object),
    of,
    line: of === 'path' ? startOf(tool, diff) : null,
    diff
  };
}

const UNDONE = new Set<IToolEntry['status']>(['running', 'denied', 'stopped', 'unknown']);

function verb(tool: IToolEntry, running: string, done: string, trans: TranslationBundle): string {
  if (tool.name === 'Write' && isUpdate(tool.structured)) {
    return trans.__('Rewrote');
  }
  // A command that failed did run; an edit that failed did not edit.
  const isDone = tool.status === 'error' ? tool.name === 'Bash' : !UNDONE.has(tool.status);
  return isDone ? done : running;
}

function isUpdate(structured: unknown): boolean {
  return (structured as { type?: unknown } | null)?.type === 'update';
}

function firstLine(text: string): string {
  const [line = '', ...more] = text.trim().split('\n');
  return more.length > 0 ? `${line} …` : line;
}

function startOf(tool: IToolEntry, diff: IDiff | null): number | null {
  if (tool.name === 'Read') {
    return typeof tool.input['offset'] === 'number' ? tool.input['offset'] : null;
  }
  return tool.name === 'Write' ? null : (diff?.at ?? null);
}

/** How the tool's use ended, in a few words; empty where its sign says it all. */
export function describeResult(tool: IToolEntry, trans: TranslationBundle): string {
  switch (tool.status) {
    case 'denied':
      return trans.__('Denied');
    case 'stopped':
      return trans.__('Stopped');
    case 'unknown':
      return trans.__('No result');
    case 'running':
      return '';
    case 'error':
      return exitCode(tool, trans);
    default:
      return '';
  }
}

function exitCode(tool: IToolEntry, trans: TranslationBundle): string {
  const [, code] = /^(?:Error: )?Exit code (\d+)/i.exec(tool.output?.preview ?? '') ?? [];
  return code === undefined ? trans.__('Failed') : trans.__('Exit code %1', code);
}

/** What the tool was asked, as text to show; empty where the line says it already. */
export function inputText(tool: IToolEntry): string {
  if (tool.name === 'Bash') {
    return field(tool.input, 'command');
  }
  if (tool.name === 'Agent' || tool.name === 'Task') {
    return field(tool.input, 'prompt');
  }
  if (tool.name === 'AskUserQuestion' && tool.output !== null) {
    return ''; // its output tells questions and answers in words
  }
  if (tool.name === 'Read' && Object.keys(tool.input).every(key => key === 'file_path')) {
    return ''; // the line names the file
  }
  return Object.keys(tool.input).length === 0 ? '' : JSON.stringify(tool.input, null, 2);
}
