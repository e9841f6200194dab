/** Pictures as Claude takes them: read by the browser, made smaller on a canvas where needed. */

import { fit, IMAGE_BYTES, toMediaType } from './intake';

/** A picture ready to be sent; `data` is base64. */
export interface IPicture {
  readonly media_type: string;
  readonly data: string;
}

/** Tried one after the other until the picture is small enough. */
const WAYS = [
  { type: 'image/png' },
  { type: 'image/jpeg', quality: 0.88 },
  { type: 'image/jpeg', quality: 0.6 }
] as const;

/** The picture in a file; null where there is none that a browser can read. */
export async function toPictureOf(file: Blob): Promise<IPicture | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) {
    return null;
  }
  try {
    const size = fit(bitmap.width, bitmap.height);
    const media = toMediaType(new Uint8Array(await file.slice(0, 16).arrayBuffer()));
    if (media !== null && size.width === bitmap.width && size.height === bitmap.height) {
      if (file.size <= IMAGE_BYTES) {
        return { media_type: media, data: await toBase64(file) };
      }
    }
    const isPhoto = media === 'image/jpeg';
    for (const way of isPhoto ? WAYS.slice(1) : WAYS) {
      const blob = await draw(bitmap, size, way);
      if (blob !== null && blob.size <= IMAGE_BYTES) {
        return { media_type: blob.type, data: await toBase64(blob) };
      }
    }
    return null;
  } finally {
    bitmap.close();
  }
}

/** The bytes as base64. */
export function toBase64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = reader.result as string;
      resolve(url.slice(url.indexOf(',') + 1));
    };
    reader.onerror = () => {
      reject(reader.error ?? new Error('unreadable'));
    };
    reader.readAsDataURL(blob);
  });
}

function draw(
  bitmap: ImageBitmap,
  { width, height }: { width: number; height: number },
  way: (typeof WAYS)[number]
): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) {
    return Promise.resolve(null);
  }
  if (way.type === 'image/jpeg') {
    context.fillStyle = 'white'; // it knows no transparency and would make it black
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  return new Promise(resolve => {
    canvas.toBlob(resolve, way.type, 'quality' in way ? way.quality : undefined);
  });
}
