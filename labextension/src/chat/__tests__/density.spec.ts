import { describe, expect, it } from 'vitest';

import { message, numbered, started } from '../../api/__tests__/conversation';
import type { Density } from '../density';
import { kindOf, toDensity } from '../density';
import { reduce } from '../reducer';
import { toRows } from '../selectors';
import { EMPTY } from '../state';

const OUTPUT = { preview: '', truncated: false };

function finished(tool_use: string, status: 'ok' | 'error' = 'ok') {
  return { kind: 'tool.finished', tool_use, status, output: OUTPUT } as const;
}

function tools(name: string, ...keys: string[]) {
  return keys.flatMap(key => [started(key, name, {}), finished(key)]);
}

const TURN = { kind: 'turn.finished', outcome: 'completed', cost_usd: '0' } as const;
const FRAMES = [
  message('p', 'go'),
  { kind: 'thinking', block: 'k', text: 'Hm.' } as const,
  ...tools('Read', 'r1', 'r2'),
  ...tools('Bash', 'b1', 'b2', 'b3'),
  started('b4', 'Bash', {}),
  finished('b4', 'error'),
  ...tools('NewToolOf2027', 'n1', 'n2'),
  { kind: 'text', block: 't', text: 'Done.' } as const,
  TURN
];

/** Each row as its type, or how many tools are in it. */
function shape(density: Density, frames = FRAMES): unknown[] {
  const state = numbered(frames).reduce(reduce, EMPTY);
  return toRows(state, [], density).map(row => {
    switch (row.type) {
      case 'group':
        return row.tools.length;
      case 'entry':
        return row.entry.type;
      default:
        return row.type;
    }
  });
}

describe('the transcript', () => {
  it('has runs of one kind as a line, and failures and strange tools by themselves', () => {
    const expected = ['prompt', 'thinking', 2, 3, 'tool', 'tool', 'tool', 'text', 'turn'];
    expect(shape('normal')).toEqual(expected);
  });

  it('has every tool by itself when every detail is wanted', () => {
    expect(shape('verbose').filter(one => one === 'tool')).toHaveLength(8);
  });

  it('is prompts, answers and ends of turns, with one line for the tools between, as a summary', () => {
    expect(shape('summary')).toEqual(['prompt', 8, 'text', 'turn']);
  });

  it('does not fold a run that may still grow', () => {
    const running = [message('p', 'go'), ...tools('Read', 'r1', 'r2')];
    expect(shape('normal', running)).toEqual(['prompt', 'tool', 'tool']);
    expect(shape('summary', running)).toEqual(['prompt', 2]);
  });

  it('gives the same rows for the same entries, so that nothing is drawn anew', () => {
    const state = numbered(FRAMES).reduce(reduce, EMPTY);
    for (const density of ['normal', 'verbose', 'summary'] as const) {
      expect(toRows(state, [], density)[1]).toBe(toRows(state, [], density)[1]);
    }
  });
});

it('takes a strange word for normal', () => {
  expect(toDensity('chatty')).toBe('normal');
  expect(kindOf('constructor')).toBe('other');
});
