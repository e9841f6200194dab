import { nullTranslator } from '@jupyterlab/translation';
import { expect, it } from 'vitest';

import type { Earlier } from '../../chat/history';
import type { Row } from '../../chat/rows';
import type { IToolEntry } from '../../chat/state';
import { rangesOf } from '../marks';
import { findAll, nearest } from '../matches';
import { Pieces } from '../pieces';
import { toPlain } from '../plain';
import { Reading } from '../reading';

const trans = nullTranslator.load('remote_claude');
const BASE = { at: '2026-11-28T08:00:00Z', recovered: false };

function tool(more: Partial<IToolEntry>): IToolEntry {
  return {
    ...BASE,
    key: 'u1',
    type: 'tool',
    toolUse: 'u1',
    name: 'Bash',
    input: { command: 'make apples' },
    status: 'ok',
    ranFrom: BASE.at,
    finishedAt: BASE.at,
    output: { preview: '\u001b[31mapples\u001b[0m made', truncated: false },
    structured: null,
    decision: null,
    work: null,
    ...more
  };
}

function search(query: RegExp, rows: readonly Row[], lanes = new Map()) {
  return findAll(query, rows, lanes, new Pieces(trans, () => '/work'));
}

it('sees the words of Markdown and not its signs', () => {
  expect(toPlain('## A **bold** [link](http://x)\nand `a_b_c` of _it_\nhere')).toBe(
    'A bold link\nand a_b_c of it here'
  );
  expect(toPlain('- one\n- two **x**\n\n```py\na = "**b**"\n```')).toBe('one\ntwo x\na = "**b**"');
  expect(toPlain('| a | b |\n|---|---|\n| 1 | **2** |')).toBe('a\nb\n1\n2');
});

it('finds prompts, answers, folded thinking, tools in a group and what they printed', () => {
  const rows: Row[] = [
    {
      type: 'entry',
      key: 'p',
      sum: null,
      entry: {
        ...BASE,
        key: 'p',
        type: 'prompt',
        turn: '',
        message: 'm',
        text: 'Buy `apples`',
        attachments: [],
        by: 'a'
      }
    },
    {
      type: 'entry',
      key: 't',
      sum: null,
      entry: { ...BASE, key: 't', type: 'thinking', text: 'Apples, apples' }
    },
    { type: 'group', key: 'gu1', tools: [tool({})] },
    {
      type: 'entry',
      key: 'e',
      sum: null,
      entry: { ...BASE, key: 'e', type: 'text', text: 'No **app**les' }
    }
  ];
  const found = search(/apples/gi, rows);
  expect(found.map(({ row, nth, opens }) => [row, nth, ...opens])).toEqual([
    ['p', 0],
    ['t', 0, 't'],
    ['t', 1, 't'],
    ['gu1', 0, 'gu1'],
    ['gu1', 0, 'gu1', 'u1'],
    ['gu1', 0, 'gu1', 'u1'],
    ['e', 0]
  ]);
  expect(new Set(found.map(match => match.id)).size).toBe(found.length);
  expect(nearest(found, 2)).toBe(3);
  expect(nearest(found, 9)).toBe(6);
  expect(nearest([], 0)).toBeNull();
});

it('unfolds a long output only for what is behind its fold, and goes into subagents', () => {
  const preview = `apple\n${'x\n'.repeat(300)}apple`;
  const inner = tool({ key: 'u2', toolUse: 'u2', input: { command: 'count apple' }, output: null });
  const outer = tool({ name: 'Agent', input: {}, output: { preview, truncated: false } });
  const row: Row = { type: 'entry', key: 'u1', entry: outer, sum: null };
  const found = search(/apple/g, [row], new Map([['u1', [inner]]]));
  expect(found.map(match => match.opens)).toEqual([
    ['u1'],
    ['u1', 'u2'],
    ['u1'],
    ['u1', 'u1:whole']
  ]);
});

it('marks a match that colours and links cut into pieces, and no hidden words', () => {
  const row = document.createElement('div');
  row.innerHTML =
    '<span class="rc-sr">one two</span><pre><span>on</span><b>e t</b>wo</pre><p>one\ntwo</p><p>one</p><p>two</p>';
  expect(rangesOf(/one two/g, row).map(range => range.toString())).toEqual(['one two', 'one\ntwo']);
});

class Pages {
  constructor(public left: number) {}
  earlier: Earlier = 'some';
  load(): Promise<boolean> {
    this.left -= 1;
    this.earlier = this.left === 0 ? 'none' : this.left < 0 ? 'failed' : 'some';
    return Promise.resolve(this.left >= 0);
  }
  change(): Promise<void> {
    return Promise.resolve();
  }
}

async function ended(reading: Reading): Promise<string> {
  while (reading.progress === 'reading') {
    await Promise.resolve();
  }
  return reading.progress;
}

it('reads page after page until all is there, until it is stopped, or until it is enough', async () => {
  const all = new Reading(new Pages(5));
  all.start();
  expect(all.progress).toBe('reading');
  expect(await ended(all)).toBe('all');

  const pages = new Pages(50);
  const stopped = new Reading(pages);
  stopped.start();
  await Promise.resolve();
  stopped.stop();
  const { left } = pages;
  expect(await ended(stopped)).toBe('stopped');
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
  expect(pages.left).toBeGreaterThanOrEqual(left - 1);
  expect(stopped.isEager).toBe(false);

  const endless = new Reading(new Pages(10_000));
  endless.start();
  expect(await ended(endless)).toBe('part');

  const failing = new Reading(new Pages(0));
  failing.start();
  expect(await ended(failing)).toBe('failed');
});
