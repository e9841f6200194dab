/** What a person is asked about a tool: a question, what it would do, and its fields in words; pure. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { relativePath, toolName } from './tools';

/** One question about one use of a tool. */
export interface IAsk {
  /** The heading of the card. */
  readonly title: string;
  /** What would happen, as a sentence before the object; may be empty. */
  readonly does: string;
  /** What it would happen to: a path that opens, something typed, or words. */
  readonly object: { readonly text: string; readonly of: 'path' | 'code' | 'words' } | null;
  /** What else the tool was given, name and value. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

type Input = Readonly<Record<string, unknown>>;

interface IKnown {
  readonly title: string;
  readonly does: string;
  readonly of: 'path' | 'code' | 'words';
  /** Fields that the object may be in, the best first. */
  readonly object: readonly string[];
  /** Other fields that matter, with their names on the screen. */
  readonly more: Readonly<Record<string, string>>;
}

const EDITS = ['Write', 'Edit', 'MultiEdit', 'NotebookEdit'];

/** Whether a tool changes a file. */
export function isEdit(tool: string): boolean {
  return EDITS.includes(tool);
}

/** The question for a tool; one that this version does not know is shown field by field. */
export function describeAsk(
  tool: string,
  input: Input,
  workspace: string,
  trans: TranslationBundle
): IAsk {
  const words = known(tool, trans);
  if (words === null) {
    const [, server] = /^mcp__(.+?)__/.exec(tool) ?? [];
    return {
      title:
        server === undefined
          ? trans.__('Use this tool?')
          : trans.__('Use a tool of %1?', server.replaceAll('_', ' ')),
      does: '',
      object: { text: toolName(tool), of: 'words' },
      fields: Object.entries(input).map(([name, value]) => [spaced(name), toPlain(value)])
    };
  }
  const { title, does, of, object, more } = words;
  const found = object.map(name => input[name]).find(value => typeof value === 'string');
  const text = typeof found === 'string' ? found : '';
  return {
    title,
    does,
    object: text === '' ? null : { text: of === 'path' ? relativePath(text, workspace) : text, of },
    fields: Object.entries(more)
      .filter(([name]) => input[name] != null && input[name] !== '')
      .map(([name, label]) => [label, relativePath(toPlain(input[name]), workspace)])
  };
}

/** The words for each tool that this version knows. */
function known(tool: string, trans: TranslationBundle): IKnown | null {
  if (isEdit(tool)) {
    return {
      title: trans.__('Make this change?'),
      does: tool === 'Write' ? trans.__('Write the file') : trans.__('Change the file'),
      of: 'path',
      object: ['file_path', 'notebook_path'],
      more: {
        cell_id: trans.__('Cell'),
        edit_mode: trans.__('How'),
        cell_type: trans.__('Kind of cell'),
        new_source: trans.__('New content')
      }
    };
  }
  return looking(tool, trans) ?? reaching(tool, trans);
}

/** Tools that look at files. */
function looking(tool: string, trans: TranslationBundle): IKnown | null {
  switch (tool) {
    case 'Read':
    case 'NotebookRead':
      return {
        title: trans.__('Read this file?'),
        does: trans.__('Read the file'),
        of: 'path',
        object: ['file_path', 'notebook_path'],
        more: {
          offset: trans.__('From line'),
          limit: trans.__('Lines at most'),
          pages: trans.__('Pages')
        }
      };
    case 'Glob':
      return {
        title: trans.__('Look for files?'),
        does: trans.__('List files whose names match'),
        of: 'code',
        object: ['pattern'],
        more: { path: trans.__('In the folder') }
      };
    case 'Grep':
      return {
        title: trans.__('Search in files?'),
        does: trans.__('Search the text of files for'),
        of: 'code',
        object: ['pattern'],
        more: {
          path: trans.__('In the folder'),
          glob: trans.__('Only files named'),
          type: trans.__('Only files of type')
        }
      };
    case 'LS':
      return {
        title: trans.__('List this folder?'),
        does: trans.__('List what is in'),
        of: 'code',
        object: ['path'],
        more: {}
      };
    default:
      return null;
  }
}

/** Tools that run something or reach further than files. */
function reaching(tool: string, trans: TranslationBundle): IKnown | null {
  switch (tool) {
    case 'Bash':
      return {
        title: trans.__('Run this command?'),
        does: '',
        of: 'code',
        object: ['command'],
        more: {}
      };
    case 'WebFetch':
      return {
        title: trans.__('Fetch this page?'),
        does: trans.__('Fetch a page from the web'),
        of: 'code',
        object: ['url'],
        more: { prompt: trans.__('To find out') }
      };
    case 'WebSearch':
      return {
        title: trans.__('Search the web?'),
        does: trans.__('Search the web for'),
        of: 'code',
        object: ['query'],
        more: {
          allowed_domains: trans.__('Only on'),
          blocked_domains: trans.__('Never on')
        }
      };
    case 'Agent':
    case 'Task':
      return {
        title: trans.__('Start an agent?'),
        does: trans.__('Start an agent for'),
        of: 'words',
        object: ['description'],
        more: { subagent_type: trans.__('Kind'), prompt: trans.__('Its task') }
      };
    case 'Skill':
      return {
        title: trans.__('Use this skill?'),
        does: trans.__('Use the skill'),
        of: 'code',
        object: ['skill', 'command'],
        more: { args: trans.__('With') }
      };
    case 'EnterPlanMode':
      return {
        title: trans.__('Make a plan first?'),
        does: trans.__('Claude wants to look around and write a plan before it changes anything.'),
        of: 'words',
        object: [],
        more: {}
      };
    default:
      return null;
  }
}

function spaced(name: string): string {
  return name.replaceAll('_', ' ');
}

const DEEPEST = 4;

/** A value as lines that people read, not JSON: lists with dashes, fields with colons. */
export function toPlain(value: unknown, depth = 0): string {
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value !== 'object' || value === null || depth >= DEEPEST) {
    return value === undefined ? '' : JSON.stringify(value);
  }
  if (Array.isArray(value) && value.every(item => typeof item !== 'object' || item === null)) {
    return value.map(item => toPlain(item, depth + 1)).join(', ');
  }
  const lines = Array.isArray(value)
    ? value.map((item): [string, unknown] => ['- ', item])
    : Object.entries(value).map(([name, item]): [string, unknown] => [`${spaced(name)}: `, item]);
  return lines.map(([lead, item]) => lead + indent(toPlain(item, depth + 1))).join('\n');
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
