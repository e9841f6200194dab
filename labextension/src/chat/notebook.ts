/** A notebook's change as lines to show, cell by cell, before and after it is made; pure but for the words. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICell, ICellChange } from '../changes/notebook';
import { compareCells, isNotebook, toNotebook } from '../changes/notebook';
import { cellTitle } from '../changes/words';
import type { IDiff, IDiffLine } from './patch';
import { compareTexts, counted } from './patch';

type Input = Readonly<Record<string, unknown>>;

function text(value: unknown, ...names: string[]): string | null {
  for (const name of names) {
    const found = (value as Input | null)?.[name];
    if (typeof found === 'string') {
      return found;
    }
  }
  return null;
}

/** The notebook that a tool changes; null for every other file, and every other tool. */
export function notebookOf(tool: string, input: Input): string | null {
  const path = text(input, 'notebook_path', 'file_path') ?? '';
  return tool === 'NotebookEdit' || (tool === 'Write' && isNotebook(path)) ? path : null;
}

/** What a tool leaves behind: its result, and the notebook's text before it ran, where they are known. */
interface IKnown {
  readonly structured: unknown;
  readonly now: string | null;
}

/** One cell that becomes another one. */
interface IPart {
  readonly title: (trans: TranslationBundle) => string;
  readonly before: string;
  readonly after: string;
  readonly outputsChanged: boolean;
}

/** What a tool does to a notebook's cells as lines; null where it does nothing to one. */
export function notebookDiff(
  tool: string,
  input: Input,
  known: IKnown,
  trans: TranslationBundle
): IDiff | null {
  return counted(
    toParts(tool, input, known).flatMap(part => [
      gap(part.title(trans)),
      ...compareTexts(part.before, part.after),
      ...(part.outputsChanged ? [gap(trans.__('outputs changed'))] : [])
    ])
  );
}

/** How many lines of cells a tool has added and removed; null where it changed no notebook. */
export function notebookCounts(
  tool: string,
  input: Input,
  structured: unknown
): Pick<IDiff, 'added' | 'removed'> | null {
  const parts = toParts(tool, input, { structured, now: null });
  return counted(parts.flatMap(part => compareTexts(part.before, part.after)));
}

function toParts(tool: string, input: Input, { structured, now }: IKnown): readonly IPart[] {
  if (notebookOf(tool, input) === null) {
    return [];
  }
  const before = text(structured, 'original_file', 'originalFile') ?? now ?? '';
  const old = cellsOf(before) ?? [];
  const [told, name] = tool === 'Write' ? [input, 'content'] : [structured, 'updated_file'];
  const made = cellsOf(text(told, name));
  if (tool === 'NotebookEdit' && (made === null || before === '')) {
    return [asked(input, old)];
  }
  const changes = made === null ? [] : compareCells(old, made);
  return changes.filter(change => change.kind !== 'same').map(toPart);
}

function cellsOf(book: string | null): readonly ICell[] | null {
  return toNotebook(book ?? '')?.cells ?? null;
}

function toPart(change: ICellChange): IPart {
  return {
    title: trans => cellTitle(change, trans),
    before: change.before?.source ?? '',
    after: change.after?.source ?? '',
    outputsChanged: change.outputsChanged
  };
}

/** What a NotebookEdit asks for, as far as its input and the notebook tell. */
function asked(input: Input, cells: readonly ICell[]): IPart {
  const id = text(input, 'cell_id') ?? '';
  const place = placeOf(id, cells);
  const before = cells[place]?.source ?? '';
  const after = text(input, 'new_source') ?? '';
  const name = place >= 0 ? String(place + 1) : id;
  const part = { before, after, outputsChanged: false };
  switch (input['edit_mode']) {
    case 'insert':
      return {
        ...part,
        before: '',
        title: trans =>
          name === '' ? trans.__('New cell at the beginning') : trans.__('New cell after %1', name)
      };
    case 'delete':
      return { ...part, after: '', title: trans => trans.__('Cell %1, removed', name) };
    default:
      return { ...part, title: trans => trans.__('Cell %1, changed', name) };
  }
}

/** Notebooks without ids have their cells called `cell-0`, `cell-1`… by Claude Code. */
function placeOf(id: string, cells: readonly ICell[]): number {
  const known = cells.findIndex(cell => cell.id === id);
  const [, counted] = /^cell-(\d+)$/.exec(id) ?? [];
  const index = counted === undefined ? -1 : Number(counted);
  return known >= 0 || index >= cells.length ? known : index;
}

function gap(words: string): IDiffLine {
  return { kind: 'gap', text: words, line: null };
}
