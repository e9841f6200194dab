import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { reduce } from '../reducer';
import type { IToolEntry } from '../state';
import { EMPTY } from '../state';
import { describeResult, describeTool, inputText, toolName } from '../tools';
import { numbered, started } from '../../api/__tests__/conversation';

const trans = nullTranslator.load('remote_claude');

function used(
  name: string,
  input: Record<string, unknown>,
  more: Partial<IToolEntry> = {}
): IToolEntry {
  const [entry] = numbered([started('t', name, input)]).reduce(reduce, EMPTY).entries;
  return { ...(entry as IToolEntry), status: 'ok', ...more };
}

const line = (tool: IToolEntry) => {
  const { verb, object } = describeTool(tool, '/w', trans);
  return `${verb} ${object}`;
};

describe('the line of a tool', () => {
  it('says what was done, to what, as seen from the workspace', () => {
    expect(line(used('Bash', { command: 'pytest -q' }))).toBe('Ran pytest -q');
    expect(line(used('Read', { file_path: '/w/src/a.py' }))).toBe('Read src/a.py');
    expect(line(used('Read', { file_path: '/etc/passwd' }))).toBe('Read /etc/passwd');
    expect(line(used('Bash', { command: 'cd x\nmake' }))).toBe('Ran cd x …');
  });

  it('says what is being done', () => {
    expect(line(used('Bash', { command: 'make' }, { status: 'running' }))).toBe('Running make');
  });

  it('tells a new file from a rewritten one', () => {
    expect(line(used('Write', { file_path: '/w/a' }, { structured: { type: 'update' } }))).toBe(
      'Rewrote a'
    );
  });

  it('names a tool that this version does not know', () => {
    expect(line(used('mcp__lab__open_file', {}))).toBe('Used lab: open file');
    expect(line(used('Teleport', { where: 'home' }))).toBe('Used Teleport');
    expect(toolName('constructor')).toBe('constructor');
    expect(line(used('', {}))).toBe('Used a tool');
  });

  it('survives input of any shape', () => {
    for (const name of ['Bash', 'Read', 'Edit', 'MultiEdit', 'Write', 'Agent', 'TodoWrite']) {
      expect(line(used(name, { command: 3, file_path: null, edits: [null, 1] }))).toBeTypeOf(
        'string'
      );
    }
  });
});

it('says how a failed command ended', () => {
  const output = { preview: 'Exit code 2\nno', truncated: false };
  expect(describeResult(used('Bash', {}, { status: 'error', output }), trans)).toBe('Exit code 2');
});

it('shows the whole input of a tool without a form of its own', () => {
  expect(inputText(used('Bash', { command: 'ls\npwd' }))).toBe('ls\npwd');
  expect(inputText(used('Teleport', { where: 'home' }))).toContain('"where": "home"');
  expect(inputText(used('Teleport', {}))).toBe('');
  expect(inputText(used('Read', { file_path: '/w/a.py' }))).toBe('');
  expect(inputText(used('Read', { file_path: '/w/a.py', limit: 5 }))).toContain('"limit": 5');
});
