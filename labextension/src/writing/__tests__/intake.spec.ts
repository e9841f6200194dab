import { describe, expect, it } from 'vitest';

import {
  fit,
  mayBePicture,
  meansFiles,
  numbered,
  pictureBytes,
  roomFor,
  toChunks,
  toFileName,
  toMediaType,
  unlike
} from '../intake';

const PNG = { name: 'a.png', type: 'image/png', size: 10 };

describe('what becomes of a file', () => {
  it('is a picture only where a browser may draw it without running anything', () => {
    expect(mayBePicture(PNG)).toBe(true);
    expect(mayBePicture({ ...PNG, type: 'image/bmp' })).toBe(true);
    expect(mayBePicture({ ...PNG, size: 50 << 20 })).toBe(true);
    expect(mayBePicture({ ...PNG, type: 'image/svg+xml' })).toBe(false);
    expect(mayBePicture({ ...PNG, name: 'a.SVG' })).toBe(false);
    expect(mayBePicture({ ...PNG, size: 0 })).toBe(false);
    expect(mayBePicture({ ...PNG, size: 2 ** 31 })).toBe(false);
    expect(mayBePicture({ name: 'a.png', type: 'text/html', size: 10 })).toBe(false);
  });

  it('is known by its first bytes and not by its name', () => {
    const bytes = (text: string) => Uint8Array.from(text, letter => letter.charCodeAt(0));
    expect(toMediaType(bytes('\x89PNG\r\n\x1a\n....'))).toBe('image/png');
    expect(toMediaType(bytes('\xff\xd8\xff\xe0'))).toBe('image/jpeg');
    expect(toMediaType(bytes('GIF89a'))).toBe('image/gif');
    expect(toMediaType(bytes('RIFF\x0a\n\x00\x01WEBPVP8 '))).toBe('image/webp');
    expect(toMediaType(bytes('<svg xmlns='))).toBeNull();
    expect(toMediaType(bytes(''))).toBeNull();
  });

  it('is made smaller to 2,000 on its long side, and never larger', () => {
    expect(fit(8000, 4000)).toEqual({ width: 2000, height: 1000 });
    expect(fit(100, 50)).toEqual({ width: 100, height: 50 });
    expect(fit(40_000, 3)).toEqual({ width: 2000, height: 1 });
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\a\\b.txt', 'b.txt'],
    ['.env', 'env'],
    ['..', 'file'],
    ['', 'file'],
    ['a\u0000b\n.txt', 'a_b_.txt'],
    ['<img src=x>.png', '_img src=x_.png'],
    [`${'x'.repeat(500)}.tar`, `${'x'.repeat(120)}.tar`]
  ])('gets a name for a folder: %j', (name, plain) => {
    expect(toFileName(name)).toBe(plain);
  });

  it('gets a number where its name is taken', () => {
    expect(numbered('a.b.txt', 1)).toBe('a.b.txt');
    expect(numbered('a.b.txt', 3)).toBe('a.b-3.txt');
    expect(unlike('image.png', new Set(['image.png', 'image-2.png']))).toBe('image-3.png');
    expect(unlike('Makefile', new Set(['Makefile']))).toBe('Makefile-2');
  });

  it('goes in pieces that are the whole file, the last marked', () => {
    expect(toChunks(0)).toEqual([{ from: 0, to: 0, chunk: undefined }]);
    expect(toChunks(10, 10)).toEqual([{ from: 0, to: 10, chunk: undefined }]);
    expect(toChunks(25, 10)).toEqual([
      { from: 0, to: 10, chunk: 1 },
      { from: 10, to: 20, chunk: 2 },
      { from: 20, to: 25, chunk: -1 }
    ]);
    expect(toChunks(20, 10).map(({ chunk }) => chunk)).toEqual([1, -1]);
  });
});

describe('what a message takes', () => {
  const item = (length: number) => ({
    id: String(length),
    attachment: { type: 'image' as const, name: 'a', data: 'A'.repeat(length) },
    isBusy: false
  });

  it('is at most 20 things', () => {
    expect(roomFor([])).toBe(20);
    expect(roomFor(Array.from({ length: 23 }, (_, index) => item(index)))).toBe(0);
  });

  it('counts the bytes of pictures behind their base64', () => {
    expect(pictureBytes([item(4), item(8)])).toBe(9);
  });
});

describe('a paste', () => {
  const files = [{ name: 'a b.png' }];

  it('means its files where there is no text, or only their names', () => {
    expect(meansFiles('', files)).toBe(true);
    expect(meansFiles('a b.png\n', files)).toBe(true);
    expect(meansFiles('file:///home/me/a%20b.png', files)).toBe(true);
  });

  it('means its text where an office program put a picture beside it', () => {
    expect(meansFiles('Name\tSum\nMilk\t3', files)).toBe(false);
    expect(meansFiles('hello', [])).toBe(false);
    expect(meansFiles('', [])).toBe(false);
  });
});
