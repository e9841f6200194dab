import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { describeAsk, toPlain } from '../asks';

const trans = nullTranslator.load('remote_claude');
const ask = (tool: string, input: Readonly<Record<string, unknown>>) =>
  describeAsk(tool, input, '/w', trans);

describe('what a person is asked', () => {
  it.each([
    ['Bash', { command: 'ls' }, 'Run this command?', 'ls'],
    ['Write', { file_path: '/w/a.py', content: 'x' }, 'Make this change?', 'a.py'],
    ['NotebookEdit', { notebook_path: '/w/a.ipynb' }, 'Make this change?', 'a.ipynb'],
    ['Read', { file_path: '/etc/hosts' }, 'Read this file?', '/etc/hosts'],
    ['Glob', { pattern: '**/*.py' }, 'Look for files?', '**/*.py'],
    ['Grep', { pattern: 'TODO' }, 'Search in files?', 'TODO'],
    ['WebFetch', { url: 'https://x.example' }, 'Fetch this page?', 'https://x.example'],
    ['WebSearch', { query: 'otters' }, 'Search the web?', 'otters'],
    ['Agent', { description: 'Explore' }, 'Start an agent?', 'Explore'],
    ['Skill', { skill: 'pdf' }, 'Use this skill?', 'pdf'],
    ['mcp__my_lab__open_file', {}, 'Use a tool of my lab?', 'my_lab: open file'],
    ['FromTheFuture', {}, 'Use this tool?', 'FromTheFuture']
  ])('is a question of its own for %s', (tool, input, title, object) => {
    const asked = ask(tool, input);
    expect(asked.title).toBe(title);
    expect(asked.object?.text).toBe(object);
  });

  it('names what else a known tool was given, and leaves out what it was not', () => {
    expect(ask('Read', { file_path: '/w/a', offset: 10, limit: 5 }).fields).toEqual([
      ['From line', '10'],
      ['Lines at most', '5']
    ]);
    expect(ask('Grep', { pattern: 'x', path: '/w/src', glob: '' }).fields).toEqual([
      ['In the folder', 'src']
    ]);
  });

  it('shows every field of an unknown tool, without JSON', () => {
    const { fields } = ask('New', { deep_value: { a: 1, list: ['x', 2] }, on: true, no: null });
    expect(fields).toEqual([
      ['deep value', 'a: 1\nlist: x, 2'],
      ['on', 'true'],
      ['no', 'null']
    ]);
  });

  it('survives input that is not as it should be', () => {
    expect(ask('Bash', { command: 7 }).object).toBeNull();
    expect(ask('Read', {}).object).toBeNull();
    expect(ask('', {}).title).toBe('Use this tool?');
    expect(toPlain([{ a: 1 }, { a: 2 }])).toBe('- a: 1\n- a: 2');
    expect(toPlain({ a: { b: { c: { d: { e: 1 } } } } })).toContain('{"e":1}');
    expect(toPlain(undefined)).toBe('');
  });
});
