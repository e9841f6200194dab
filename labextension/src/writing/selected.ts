/** What is selected in an editor, as it goes with a message; pure. */

import type { Attachment } from '../api/types';
import { MOST_ATTACHED } from './attached';

/** As the server counts. */
export const SELECTION_BYTES = 256 << 10;

/** Counted from 0, as editors do. */
export interface IPosition {
  readonly line: number;
  readonly column: number;
}

/** What an editor says about its selection. */
export interface ISelection {
  readonly path: string;
  readonly start: IPosition;
  readonly end: IPosition;
  readonly text: string;
  /** The name of the cell, where it is one of a notebook. */
  readonly cell: string | null;
}

/** The attachment; null where nothing is selected, or more of a notebook than can be sent. */
export function toSelected({ path, start, end, text, cell }: ISelection): Attachment | null {
  if (text.trim() === '') {
    return null;
  }
  const fits = new TextEncoder().encode(text).length <= SELECTION_BYTES;
  if (cell !== null) {
    return fits ? { type: 'file', name: cell, path, text } : null;
  }
  const name = path.split('/').at(-1) ?? path;
  // Claude reads the lines from the disk where the text is too long to go along.
  return { type: 'file', name, path, lines: toLines(start, end), ...(fits && { text }) };
}

/** `41` or `41-49`; a line of which nothing but its beginning is selected does not count. */
function toLines(start: IPosition, end: IPosition): string {
  const first = start.line + 1;
  const last = end.column === 0 && end.line > start.line ? end.line : end.line + 1;
  return first === last ? String(first) : `${first}-${last}`;
}

/** The same place and words. */
export function isSame(one: Attachment | null, other: Attachment | null): boolean {
  const key = (it: Attachment | null) => JSON.stringify([it?.path, it?.name, it?.lines, it?.text]);
  return key(one) === key(other);
}

/** What hangs on a message and the selection; a `/` command would take it for its arguments. */
export function withSelected(
  text: string,
  attachments: readonly Attachment[],
  selected: Attachment | null
): readonly Attachment[] {
  const isLeftOut =
    selected === null ||
    text.trimStart().startsWith('/') ||
    attachments.length >= MOST_ATTACHED ||
    attachments.some(each => isSame(each, selected));
  return isLeftOut ? attachments : [...attachments, selected];
}
