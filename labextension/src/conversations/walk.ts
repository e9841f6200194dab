/** How the keyboard goes through the rows of the list. */

import { useLayoutEffect } from 'react';

function rowsOf(list: Element | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('.rc-item-open') ?? [])];
}

function idOf(row: Element | undefined): string {
  return row?.closest<HTMLElement>('[data-conversation]')?.dataset['conversation'] ?? '';
}

/** Up, down, home and end go from row to row, across headings. */
export function walk(list: Element | null, event: React.KeyboardEvent): void {
  const rows = rowsOf(list);
  const index = rows.indexOf(event.target as HTMLElement);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: rows.length - 1
  };
  const next = steps[event.key];
  if (index >= 0 && next !== undefined) {
    event.preventDefault();
    rows[next]?.focus();
  }
}

/** The conversation to go to when this one leaves the list: the one below it, else the one above. */
export function neighbour(list: Element | null, id: string): string {
  const ids = [...(list?.querySelectorAll('[data-conversation]') ?? [])].map(idOf);
  const index = ids.indexOf(id);
  return ids[index + 1] ?? ids[index - 1] ?? '';
}

/** Bring the keyboard to a row, else to the first, else to the search: it is never lost. */
export function focusRow(list: Element | null, id: string): void {
  window.setTimeout(() => {
    const rows = rowsOf(list);
    const row = rows.find(each => idOf(each) === id) ?? rows[0];
    const search = list?.parentElement?.querySelector<HTMLElement>('input[type="search"]');
    (row ?? search)?.focus();
  });
}

/** Tab stops once in the list, at the row where one was last, else at the open conversation. */
export function useOneStop(list: React.RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const rows = rowsOf(list.current);
    const stop =
      rows.find(row => row === document.activeElement) ??
      rows.find(row => row.dataset['stop'] === 'true') ??
      rows.find(row => row.getAttribute('aria-current') === 'true') ??
      rows[0];
    for (const row of rows) {
      row.tabIndex = row === stop ? 0 : -1;
    }
  });
}

/** Another row has the keyboard: from now on Tab comes back to it. */
export function stopAt(list: Element | null, target: EventTarget): void {
  const rows = rowsOf(list);
  if (rows.includes(target as HTMLElement)) {
    for (const row of rows) {
      row.tabIndex = row === target ? 0 : -1;
      row.dataset['stop'] = String(row === target);
    }
  }
}
