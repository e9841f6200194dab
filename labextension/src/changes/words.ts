/** Changes in words. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { ICellChange } from './notebook';

/** What became of a notebook's cell, such as `Cell 3, added`. */
export function cellTitle({ kind, number }: ICellChange, trans: TranslationBundle): string {
  switch (kind) {
    case 'added':
      return trans.__('Cell %1, added', number);
    case 'removed':
      return trans.__('Cell %1, removed', number);
    default:
      return trans.__('Cell %1, changed', number);
  }
}
