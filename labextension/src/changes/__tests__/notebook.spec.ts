import { nullTranslator } from '@jupyterlab/translation';
import { expect, it } from 'vitest';

import { notebookCounts, notebookDiff } from '../../chat/notebook';
import { compareCells, toNotebook, type ICell } from '../notebook';

const trans = nullTranslator.load('remote_claude');

function cell(id: string | null, source: string, more: Record<string, unknown> = {}) {
  return {
    ...(id === null ? {} : { id }),
    cell_type: 'code',
    metadata: {},
    execution_count: null,
    outputs: [],
    source: source.split(/(?<=\n)/),
    ...more
  };
}

function book(...cells: readonly object[]): string {
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

function cellsOf(...cells: readonly object[]): readonly ICell[] {
  return toNotebook(book(...cells))!.cells;
}

function told(before: readonly ICell[], after: readonly ICell[]) {
  return compareCells(before, after).map(({ kind, number }) => `${kind} ${number}`);
}

it('reads notebooks of format 4 and nothing else', () => {
  expect(cellsOf(cell('a', 'x = 1\ny = 2'))[0]).toMatchObject({ id: 'a', source: 'x = 1\ny = 2' });
  for (const text of ['', '{', '[]', 'null', '{"cells": 3, "nbformat": 4}', '{"worksheets": []}']) {
    expect(toNotebook(text)).toBeNull();
  }
  expect(toNotebook('{"cells": [null, 7, {"source": 3}], "nbformat": 4}')?.cells).toHaveLength(3);
});

it('pairs cells by id, whatever else they are by now', () => {
  const before = cellsOf(cell('a', '1'), cell('b', '2'), cell('c', '3'));
  expect(told(before, before)).toEqual(['same 1', 'same 2', 'same 3']);
  const after = cellsOf(cell('a', '1'), cell('n', 'new'), cell('c', 'three'));
  expect(told(before, after)).toEqual(['same 1', 'added 2', 'removed 2', 'changed 3']);
  const moved = compareCells(before, cellsOf(cell('c', '3'), cell('a', '1'), cell('b', '2')));
  expect(moved.map(change => change.hasMoved)).toEqual([false, true, true]);
});

it('pairs cells without ids by their words, then by their place', () => {
  const before = cellsOf(cell(null, '1'), cell(null, '2'), cell(null, '3'));
  expect(told(before, cellsOf(cell(null, '0'), cell(null, '1'), cell(null, '2')))).toEqual([
    'added 1',
    'same 2',
    'same 3',
    'removed 3'
  ]);
  expect(told(before, cellsOf(cell(null, '1'), cell(null, 'two'), cell(null, '3')))).toEqual([
    'same 1',
    'changed 2',
    'same 3'
  ]);
});

it('says that outputs or metadata changed, and not that JSON was written in another order', () => {
  const out = { output_type: 'stream', name: 'stdout', text: ['1\n'] };
  const turned = { text: ['1\n'], name: 'stdout', output_type: 'stream' };
  const [same] = compareCells(
    cellsOf(cell('a', '1', { outputs: [out] })),
    cellsOf(cell('a', '1', { outputs: [turned], execution_count: 7 }))
  );
  expect(same?.kind).toBe('same');
  const [changed] = compareCells(
    cellsOf(cell('a', '1', { outputs: [out] })),
    cellsOf(cell('a', '1', { metadata: { tags: ['x'] } }))
  );
  expect(changed).toMatchObject({
    kind: 'changed',
    outputsChanged: true,
    metadataChanged: true
  });
});

it('shows an edit that is asked for against the cell as it is now', () => {
  const now = book(cell('a', 'x = 1\ny = 2'), cell('b', 'z'));
  const ask = (input: object, text: string | null) =>
    notebookDiff(
      'NotebookEdit',
      { notebook_path: '/w/a.ipynb', ...input },
      { structured: null, now: text },
      trans
    )?.lines.map(line => `${line.kind}:${line.text}`);
  const edit = { cell_id: 'a', new_source: 'x = 5\ny = 2' };
  expect(ask(edit, now)).toEqual([
    'gap:Cell 1, changed',
    'remove:x = 1',
    'add:x = 5',
    'same:y = 2'
  ]);
  expect(ask(edit, null)).toEqual(['gap:Cell a, changed', 'add:x = 5', 'add:y = 2']);
  expect(ask({ ...edit, cell_id: 'cell-1', edit_mode: 'delete' }, now)).toEqual([
    'gap:Cell 2, removed',
    'remove:z'
  ]);
  expect(ask({ cell_id: 'b', edit_mode: 'insert', new_source: 'n' }, now)).toEqual([
    'gap:New cell after 2',
    'add:n'
  ]);
});

it('shows what was done from the result, and a notebook that is written as its cells', () => {
  const before = book(cell('a', 'x'));
  const after = book(cell('a', 'x'), cell('b', 'new'));
  const structured = { original_file: before, updated_file: after };
  const lines = [
    { kind: 'gap', text: 'Cell 2, added', line: null },
    { kind: 'add', text: 'new', line: null }
  ];
  const input = { notebook_path: '/w/a.ipynb', new_source: 'new', edit_mode: 'insert' };
  expect(notebookDiff('NotebookEdit', input, { structured, now: null }, trans)?.lines).toEqual(
    lines
  );
  expect(notebookCounts('NotebookEdit', input, structured)).toMatchObject({ added: 1, removed: 0 });
  const edit = { ...structured, updated_file: book(cell('a', 'y')) };
  expect(notebookCounts('NotebookEdit', input, edit)).toMatchObject({ added: 1, removed: 1 });
  expect(notebookCounts('Edit', { file_path: '/w/a.py' }, structured)).toBeNull();
  const write = { file_path: '/w/a.ipynb', content: after };
  const none = { structured: null, now: before };
  expect(notebookDiff('Write', write, none, trans)?.lines).toEqual(lines);
  expect(notebookDiff('Write', { ...write, content: '{' }, none, trans)).toBeNull();
  expect(notebookDiff('Write', { ...write, file_path: '/w/a.py' }, none, trans)).toBeNull();
});
