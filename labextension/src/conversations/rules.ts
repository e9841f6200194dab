/** How conversations are merged, sorted and counted; pure. */

import type { Conversation, State } from '../api/types';

/** Which conversations the list shows. */
export type Shown = 'all' | 'waiting' | 'working' | 'done';

/** The list with news in it, the most recently changed first; older news changes nothing. */
export function merge(
  items: readonly Conversation[],
  news: readonly Conversation[]
): readonly Conversation[] {
  const byId = new Map(items.map(item => [item.id, item]));
  for (const item of news) {
    const known = byId.get(item.id);
    if (known === undefined || known.updated_at <= item.updated_at) {
      byId.set(item.id, item);
    }
  }
  return [...byId.values()].sort(
    (a, b) => Date.parse(b.updated_at) - Date.parse(a.updated_at) || a.id.localeCompare(b.id)
  );
}

/** In which of the three heaps a conversation lies. */
export function heapOf(state: State): Exclude<Shown, 'all'> {
  switch (state) {
    case 'waiting':
      return 'waiting';
    case 'working':
      return 'working';
    case 'idle':
    case 'failed':
      return 'done';
  }
}

/** A line of an answer without the signs of Markdown. */
export function plainLine(line: string): string {
  return line
    .replace(/(\*\*|[*`])(.+?)\1/g, '$2')
    .replace(/(?<!\w)(__|_)(.+?)\1(?!\w)/g, '$2')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/^#+ /, '');
}

/** How many conversations lie in each heap. */
export function count(items: readonly Conversation[]): Readonly<Record<Shown, number>> {
  const counts = { all: items.length, waiting: 0, working: 0, done: 0 };
  for (const item of items) {
    counts[heapOf(item.state)]++;
  }
  return counts;
}

/** The conversations of one heap. */
export function pick(items: readonly Conversation[], shown: Shown): readonly Conversation[] {
  return shown === 'all' ? items : items.filter(item => heapOf(item.state) === shown);
}
