/** What becomes of files that are pasted, dropped or chosen; pure. */

import type { IAttached } from './attached';
import { MOST_ATTACHED } from './attached';

/** What Claude gets of a picture: no side is longer. */
export const LONGEST_SIDE = 2000;

/** As the server counts: what the Messages API takes as one picture, and what we take of all. */
export const IMAGE_BYTES = 3_932_160;
export const ALL_IMAGES_BYTES = 20 << 20;

/** A file beyond this is not opened as a picture: it would fill the browser's memory. */
export const LARGEST_PICTURE_BYTES = 100 << 20;

/** One request of an upload carries so much. */
export const CHUNK_BYTES = 2 << 20;

const LONGEST_NAME = 120;

/** The little of a file that decides. */
export interface IFileFacts {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** Whether to try a file as a picture; SVG is a text with scripts in it, so it goes as a file. */
export function mayBePicture({ name, type, size }: IFileFacts): boolean {
  const isImage = type.startsWith('image/') && !type.includes('svg');
  return isImage && size > 0 && size <= LARGEST_PICTURE_BYTES && !/\.svgz?$/i.test(name);
}

/** The size of a picture that is sent: its own, or as large as `LONGEST_SIDE` lets it be. */
export function fit(width: number, height: number): { width: number; height: number } {
  const share = Math.min(1, LONGEST_SIDE / Math.max(width, height, 1));
  return {
    width: Math.max(1, Math.round(width * share)),
    height: Math.max(1, Math.round(height * share))
  };
}

/** What a picture is by its first bytes, whatever it is called; null for another kind. */
export function toMediaType(bytes: Uint8Array): string | null {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith('\x89PNG\r\n\x1a\n')) {
    return 'image/png';
  }
  if (text.startsWith('\xff\xd8\xff')) {
    return 'image/jpeg';
  }
  if (/^GIF8[79]a/.test(text)) {
    return 'image/gif';
  }
  return /^RIFF....WEBP/s.test(text) ? 'image/webp' : null;
}

/** How many more attachments a message takes. */
export function roomFor(attached: readonly IAttached[]): number {
  return Math.max(0, MOST_ATTACHED - attached.length);
}

/** The bytes of all pictures of a message, from their base64. */
export function pictureBytes(attached: readonly IAttached[]): number {
  return attached.reduce(
    (sum, { attachment }) =>
      sum + (attachment.type === 'image' ? ((attachment.data?.length ?? 0) * 3) / 4 : 0),
    0
  );
}

/** A name that can be written in a folder: no separators, no control characters, not hidden. */
export function toFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  // eslint-disable-next-line no-control-regex -- they are what is taken out
  const plain = last.replace(/[\u0000-\u001f\u007f<>:"|?*]/g, '_').replace(/^\.+|[. ]+$/g, '');
  const [stem, end] = split(plain);
  return stem === '' ? `file${end}` : stem.slice(0, LONGEST_NAME) + end.slice(0, 20);
}

/** The name of the n-th file that would be called so: `a.png`, `a-2.png`, `a-3.png`. */
export function numbered(name: string, count: number): string {
  const [stem, end] = split(name);
  return count < 2 ? name : `${stem}-${count}${end}`;
}

/** The first of those names that is not taken. */
export function unlike(name: string, taken: ReadonlySet<string>): string {
  let count = 1;
  while (taken.has(numbered(name, count))) {
    count++;
  }
  return numbered(name, count);
}

/** One piece of an upload, as the Contents API counts them: from 1, the last is -1. */
export interface IChunk {
  readonly from: number;
  readonly to: number;
  /** Undefined where one request carries the whole file. */
  readonly chunk: number | undefined;
}

/** The pieces of a file. */
export function toChunks(size: number, length = CHUNK_BYTES): readonly IChunk[] {
  if (size <= length) {
    return [{ from: 0, to: size, chunk: undefined }];
  }
  return Array.from({ length: Math.ceil(size / length) }, (_, index) => {
    const to = Math.min(size, (index + 1) * length);
    return { from: index * length, to, chunk: to === size ? -1 : index + 1 };
  });
}

/**
 * Whether a paste means its files. Office programs put a picture beside the text that was copied:
 * there the text is meant. File managers put the files' names or addresses beside the files.
 */
export function meansFiles(text: string, files: readonly { name: string }[]): boolean {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  return files.length > 0 && lines.every(line => files.some(({ name }) => ends(line.trim(), name)));
}

function ends(line: string, name: string): boolean {
  return line === name || line.endsWith(`/${name}`) || line.endsWith(`/${encodeURI(name)}`);
}

function split(name: string): [string, string] {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
}
