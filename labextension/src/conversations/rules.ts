/** How conversations are merged, sorted and counted; pure. */

import type { Conversation, Hit, Piece } from '../api/types';

/** Which conversations the list shows. */
export type Shown = 'all' | 'waiting' | 'working' | 'done';

/** Under which heading a conversation stands, in this order. */
export const GROUPS = ['waiting', 'working', 'done', 'earlier', 'archived'] as const;
export type Group = (typeof GROUPS)[number];

/** What came to rest longer ago than this, and was seen, is not news any more. */
const NEWS_MS = 24 * 60 * 60 * 1000;

/** The list with news in it, the most recently active first; older news changes nothing. */
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
    (a, b) => Date.parse(b.active_at) - Date.parse(a.active_at) || a.id.localeCompare(b.id)
  );
}

/** Where a conversation stands: what needs the person or works is never put away. */
export function groupOf(item: Conversation, now: number): Group {
  switch (item.state) {
    case 'waiting':
      return 'waiting';
    case 'working':
      return 'working';
    case 'idle':
    case 'failed':
      if (item.archived) {
        return 'archived';
      }
      return item.unread || now - Date.parse(item.active_at) < NEWS_MS ? 'done' : 'earlier';
  }
}

/** The conversations below their headings; headings without any are left out. */
export function toGroups(
  items: readonly Conversation[],
  shown: Shown,
  now: number
): readonly (readonly [Group, readonly Conversation[]])[] {
  return GROUPS.filter(group => shown === 'all' || shown === group)
    .map(group => [group, items.filter(item => groupOf(item, now) === group)] as const)
    .filter(([, found]) => found.length > 0);
}

/** A line of an answer without the signs of Markdown. */
export function plainLine(line: string): string {
  return line
    .replace(/(\*\*|[*`])(.+?)\1/g, '$2')
    .replace(/(?<!\w)(__|_)(.+?)\1(?!\w)/g, '$2')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/^#+ /, '');
}

/** What was found by conversation, in the order of the newest; conversations that are gone are not there. */
export function byConversation(
  hits: readonly Hit[],
  items: readonly Conversation[]
): readonly (readonly [Conversation, readonly Hit[]])[] {
  const byId = new Map(items.map(item => [item.id, item]));
  const groups = new Map<Conversation, Hit[]>();
  for (const hit of hits) {
    const item = byId.get(hit.conversation);
    if (item !== undefined) {
      groups.set(item, [...(groups.get(item) ?? []), hit]);
    }
  }
  return [...groups];
}

/** A snippet without the signs of Markdown that are no words. */
export function plainPieces(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.map(piece => ({ ...piece, text: piece.text.replace(/\*\*|`+|^#+ /gm, '') }));
}

/** How many conversations lie in each heap; the archive is in none. */
export function count(
  items: readonly Conversation[],
  now: number
): Readonly<Record<Shown, number>> {
  const groups = items.map(item => groupOf(item, now));
  const of = (wanted: Group) => groups.filter(group => group === wanted).length;
  return {
    all: groups.length - of('archived'),
    waiting: of('waiting'),
    working: of('working'),
    done: of('done')
  };
}

/** How many conversations wait for the person. */
export function countWaiting(items: readonly Conversation[]): number {
  return items.filter(item => item.state === 'waiting').length;
}

/** The conversations in whose title, last line or tags all words occur, whatever their accents. */
export function search(items: readonly Conversation[], query: string): readonly Conversation[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return words.length === 0
    ? items
    : items.filter(item => {
        const text = fold([item.title, item.last_line, ...item.tags].join('\n'));
        return words.every(word => text.includes(word));
      });
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Tags as a person types them, between commas: each once, none empty, none too long. */
export function toTags(text: string): string[] {
  const tags = text.split(',').map(tag => tag.trim().replace(/\s+/g, ' ').slice(0, 40));
  return [...new Set(tags.filter(tag => tag !== ''))].slice(0, 20);
}
