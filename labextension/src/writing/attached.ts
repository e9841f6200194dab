/** What will go with the next message; pure. */

import type { Attachment } from '../api/types';

/** One of them. `isBusy` while it is made smaller or uploaded. */
export interface IAttached {
  readonly id: string;
  readonly attachment: Attachment;
  readonly isBusy: boolean;
  /** How much of it has been uploaded, from 0 to 1. */
  readonly share?: number;
}

/** As the server counts. */
export const MOST_ATTACHED = 20;

/** Kinds of image that Claude takes. */
export const IMAGE_TYPES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp'
]);

/** The list with one more, or with that one as it is now. */
export function put(list: readonly IAttached[], item: IAttached): readonly IAttached[] {
  return list.some(each => each.id === item.id)
    ? list.map(each => (each.id === item.id ? item : each))
    : [...list, item];
}

/** The list without one. */
export function without(list: readonly IAttached[], id: string): readonly IAttached[] {
  return list.filter(each => each.id !== id);
}

/** The address of a picture, or null for what is none: only kinds that cannot run anything. */
export function toPicture({ type, media_type: media, data }: Attachment): string | null {
  const isPicture = type === 'image' && IMAGE_TYPES.has(media ?? '') && data !== undefined;
  return isPicture && data !== '' ? `data:${media ?? ''};base64,${data}` : null;
}
