/** Messages that are on their way to the server, and what to do when they do not arrive; pure. */

import type { IExplained } from '../api/errors';
import type { Attachment, NewMessage } from '../api/types';

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
}

/** A message that is about to be sent. */
export function toOutgoing(message: Omit<IOutgoing, 'at' | 'failure'>): IOutgoing {
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
  failure: IExplained
): readonly IOutgoing[] {
  return outbox.map(item => (item.clientId === clientId ? { ...item, failure } : item));
}

/** The list after the server has a message, or the person gave it up. */
export function gone(outbox: readonly IOutgoing[], clientId: string): readonly IOutgoing[] {
  return outbox.some(item => item.clientId === clientId)
    ? outbox.filter(item => item.clientId !== clientId)
    : outbox;
}
