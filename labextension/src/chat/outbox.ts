/** Messages that are on their way to the server, and what to do when they do not arrive; pure. */

import type { IExplained } from '../api/errors';
import type { Attachment, NewMessage } from '../api/types';

/** What was written so long ago is sent only by a person who reads it once more. */
const LONGEST_MS = 24 * 3600 * 1000;

export type When = 'queue' | 'now';
export type Attachments = readonly Attachment[];

/** One message that the server has not confirmed. */
export interface IOutgoing {
  readonly clientId: string;
  readonly text: string;
  readonly attachments?: Attachments;
  readonly when: When;
  readonly at: string;
  /** Whether Claude was busy when it was written: it will wait in the queue. */
  readonly queued: boolean;
  /** Null while it is under way. */
  readonly failure: IExplained | null;
  /** Whether it goes by itself when the connection is back; what was refused does not. */
  readonly waits?: boolean;
}

/** A message that is about to be sent. */
export function toOutgoing(message: Omit<IOutgoing, 'at' | 'failure' | 'waits'>): IOutgoing {
  return { ...message, at: new Date().toISOString(), failure: null };
}

/** A message as the server takes it. */
export function toBody({ clientId, text, when, attachments = [] }: IOutgoing): NewMessage {
  const more = attachments.length === 0 ? {} : { attachments: [...attachments] };
  return { text, client_id: clientId, when, ...more };
}

/** The list with one message more, or with that message tried again. */
export function sending(outbox: readonly IOutgoing[], message: IOutgoing): readonly IOutgoing[] {
  const others = outbox.filter(item => item.clientId !== message.clientId);
  return [...others, message];
}

/** The list after a message could not be sent: its text stays. */
export function failed(
  outbox: readonly IOutgoing[],
  clientId: string,
  failure: IExplained,
  waits = false
): readonly IOutgoing[] {
  return outbox.map(item => (item.clientId === clientId ? { ...item, failure, waits } : item));
}

/** The list after the server took a message; it stays until its frame is here. */
export function sent(outbox: readonly IOutgoing[], clientId: string): readonly IOutgoing[] {
  return outbox.some(item => item.clientId === clientId && item.failure !== null)
    ? outbox.map(item =>
        item.clientId === clientId ? { ...item, failure: null, waits: false } : item
      )
    : outbox;
}

/** What another page left: what was not refused goes by itself, unless that is long ago. */
export function leftBehind(item: IOutgoing, unknown: IExplained, now: number): IOutgoing {
  const waits = item.waits ?? item.failure === null;
  const isOld = !(now - Date.parse(item.at) < LONGEST_MS);
  return { ...item, failure: item.failure ?? unknown, waits: waits && !isOld };
}

/** The list after the server has a message, or the person gave it up. */
export function gone(outbox: readonly IOutgoing[], clientId: string): readonly IOutgoing[] {
  return outbox.some(item => item.clientId === clientId)
    ? outbox.filter(item => item.clientId !== clientId)
    : outbox;
}
