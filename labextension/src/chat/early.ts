/** What somebody wrote while the session started, as the start page keeps it in this tab; pure. */

/** Longer ones were not written in that box. */
const MOST_CHARACTERS = 100_000;

/** The words, and how far they have come. */
export interface IEarly {
  readonly text: string;
  /** The message's own id, the same at each try; null where it is not to be sent. */
  readonly clientId: string | null;
  /** The conversation that was made for it; null before that. */
  readonly conversation: string | null;
}

/** Where the start page keeps it. */
export function toEarlyKey(user: string, session: string): string {
  return `remote-claude:prompt:${user}/${session}`;
}

/** Read it; null where there is none, or nothing that can be used. */
export function parseEarly(kept: string | null): IEarly | null {
  const { text, client_id: clientId, conversation } = toRecord(kept);
  const isText = typeof text === 'string' && text.trim() !== '' && text.length <= MOST_CHARACTERS;
  return isText ? { text, clientId: toId(clientId), conversation: toId(conversation) } : null;
}

/** As it is kept. */
export function formatEarly({ text, clientId, conversation }: IEarly): string {
  return JSON.stringify({ text, client_id: clientId, conversation });
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
