import type { Contents } from '@jupyterlab/services';
import { beforeEach, describe, expect, it } from 'vitest';

import { createUpload } from '../upload';

interface IKept {
  content: string;
  last_modified: string;
}

const NOW = '2026-11-24T09:00:00Z';

/** A folder of the workspace, as the Contents API shows it. */
class Folder {
  readonly files = new Map<string, IKept>();
  /** The first write of this chunk fails. */
  broken: number | null = null;
  readonly refused = new Set<string>();

  readonly contents = {
    save: (path: string, model: Partial<Contents.IModel>) => {
      if (model.type === 'file') {
        if (model.chunk === this.broken) {
          return Promise.reject(new Error('The line was cut.'));
        }
        const before = this.files.get(path)?.content ?? '';
        this.files.set(path, {
          content: before + String(model.content),
          last_modified: NOW
        });
      }
      return Promise.resolve({ path, last_modified: NOW });
    },
    rename: (from: string, to: string) => {
      const kept = this.files.get(from);
      if (kept === undefined) {
        return Promise.reject(new Error('There is no such file.'));
      }
      this.files.delete(from);
      this.files.set(to, kept);
      return Promise.resolve({ path: to, ...kept });
    },
    delete: (path: string) => {
      if (this.refused.has(path)) {
        return Promise.reject(new Error('Not allowed.'));
      }
      this.files.delete(path);
      return Promise.resolve();
    },
    get: () =>
      Promise.resolve({
        content: [...this.files].map(([path, { last_modified }]) => ({
          path,
          name: path.split('/').at(-1),
          type: 'file',
          last_modified
        }))
      })
  } as unknown as Contents.IManager;

  put(name: string, last_modified: string): void {
    this.files.set(`uploads/${name}`, { content: '', last_modified });
  }

  get names(): string[] {
    return [...this.files.keys()].map(path => path.replace('uploads/', '')).sort();
  }
}

let folder: Folder;

beforeEach(() => {
  folder = new Folder();
});

const send = (name: string, size = 3) => {
  const upload = createUpload(folder.contents);
  const file = new File(['x'.repeat(size)], name);
  return upload({ file, onShare: () => true });
};

describe('what an upload leaves behind', () => {
  it('is the file alone', async () => {
    expect(await send('a.csv')).toBe('uploads/a.csv');
    expect(folder.names).toEqual(['a.csv']);
  });

  it('is nothing where it breaks off', async () => {
    folder.broken = -1; // the last one
    await expect(send('a.bin', 3 << 20)).rejects.toThrow('The line was cut.');
    expect(folder.names).toEqual([]);
  });

  it('is nothing of what a closed page left half-way, hours ago', async () => {
    folder.put('old.bin.part-0a1b2c3d', '2026-11-24T07:00:00Z');
    folder.put('other.bin.part-0a1b2c3e', '2026-11-24T06:00:00Z');
    folder.put('going-on.bin.part-0a1b2c3f', '2026-11-24T08:55:00Z');
    folder.put('mine.part-two', '2026-01-01T00:00:00Z');
    folder.refused.add('uploads/other.bin.part-0a1b2c3e');
    expect(await send('a.csv')).toBe('uploads/a.csv');
    await expect
      .poll(() => folder.names)
      .toEqual(['a.csv', 'going-on.bin.part-0a1b2c3f', 'mine.part-two', 'other.bin.part-0a1b2c3e']);
  });
});
