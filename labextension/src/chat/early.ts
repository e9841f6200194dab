/** What somebody wrote while the session started, as the start page keeps it in this tab; pure. */

import type { Conversation } from '../api/types';

/** Longer ones were not written in that box. */
const MOST_CHARACTERS = 100_000;

/** The words, and how far they have come. */
export interface IEarly {
  readonly text: string;
  /** The message's own id, the same at each try; null where it is not to be sent. */
  readonly clientId: string | null;
  /** The conversation that was made for it; null before that. */
  readonly conversation: string | null;
  /** Whether one was asked for; that page may have gone before the answer. */
  readonly isMaking: boolean;
}

/** Where the start page keeps it. */
export function toEarlyKey(user: string, session: string): string {
  return `remote-claude:prompt:${user}/${session}`;
}

/** Read it; null where there is none, or nothing that can be used. */
export function parseEarly(kept: string | null): IEarly | null {
  const { text, client_id: clientId, conversation, making } = toRecord(kept);
  const isText = typeof text === 'string' && text.trim() !== '' && text.length <= MOST_CHARACTERS;
  return isText
    ? {
        text,
        clientId: toId(clientId),
        conversation: toId(conversation),
        isMaking: making === true
      }
    : null;
}

/** As it is kept. */
export function formatEarly({ text, clientId, conversation, isMaking }: IEarly): string {
  return JSON.stringify({ text, client_id: clientId, conversation, making: isMaking });
}

/** The newest conversation in which nothing was said yet: the one that was made, or as good. */
export function findUnused(conversations: readonly Conversation[]): string | null {
  const isUnused = ({ last_seq: last, queue, terminal, archived }: Conversation) =>
    last === 0 && queue.length === 0 && terminal === null && !archived;
  return conversations.find(isUnused)?.id ?? null;
}

function toRecord(kept: string | null): Record<string, unknown> {
  try {
    return (JSON.parse(kept ?? '{}') ?? {}) as Record<string, unknown>;
  } catch {
    return {}; // not ours
  }
}

function toId(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 200 ? value : null;
}
