/** Files into the workspace through JupyterLab's Contents API, whole or not at all. */

import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';

import { numbered, toChunks, toFileName } from './intake';
import { toBase64 } from './pictures';

/** Where they go, in the workspace. */
export const UPLOADS = 'uploads';

const MOST_OF_A_NAME = 1000;
const CONFLICT = 409;
/** A part that nobody has added to for so long belongs to an upload that broke off. */
const ABANDONED_MS = 3_600_000;
const PART = /\.part-[0-9a-f]{8}$/;

/** What is told while one goes. */
export interface IUploading {
  readonly file: File;
  /** Called with the share that has arrived; an upload whose answer is false is given up. */
  readonly onShare: (share: number) => boolean;
}

/** Carries files to the server; null where the upload was given up. */
export type Upload = (uploading: IUploading) => Promise<string | null>;

/**
 * A file is written under a name of its own and renamed when it is whole: what broke off half-way
 * never looks like the file, and a name that is there is never written over.
 */
export function createUpload(contents: Contents.IManager): Upload {
  let isSwept = false;
  return async ({ file, onShare }) => {
    const name = toFileName(file.name);
    const part = `${UPLOADS}/${name}.part-${UUID.uuid4().slice(0, 8)}`;
    await contents.save(UPLOADS, { type: 'directory' });
    try {
      if (await write(contents, part, { file, onShare })) {
        const { path, last_modified } = await settle(contents, part, name);
        if (!isSwept) {
          isSwept = true;
          void sweep(contents, Date.parse(last_modified)).catch(() => undefined);
        }
        return path;
      }
    } catch (reason) {
      await contents.delete(part).catch(() => undefined); // nobody to ask: the part stays
      throw reason;
    }
    await contents.delete(part);
    return null;
  };
}

async function write(
  contents: Contents.IManager,
  path: string,
  { file, onShare }: IUploading
): Promise<boolean> {
  for (const { from, to, chunk } of toChunks(file.size)) {
    await contents.save(path, {
      type: 'file',
      format: 'base64',
      content: await toBase64(file.slice(from, to)),
      ...(chunk !== undefined && { chunk })
    });
    if (!onShare(file.size === 0 ? 1 : to / file.size)) {
      return false;
    }
  }
  return true;
}

/** The first name that is free; the server decides, so that two tabs do not meet. */
async function settle(contents: Contents.IManager, part: string, name: string) {
  for (let count = 1; ; count++) {
    const path = `${UPLOADS}/${numbered(name, count)}`;
    try {
      const { last_modified } = await contents.rename(part, path);
      return { path, last_modified };
    } catch (reason) {
      const isTaken =
        reason instanceof ServerConnection.ResponseError && reason.response.status === CONFLICT;
      if (!isTaken || count === MOST_OF_A_NAME) {
        throw reason;
      }
    }
  }
}

/** Take away what pages left that were closed in the middle; the time is the server's. */
async function sweep(contents: Contents.IManager, nowMs: number): Promise<void> {
  const folder = await contents.get(UPLOADS);
  const all = folder.content as readonly Contents.IModel[];
  const left = all.filter(
    ({ name, last_modified }) => PART.test(name) && nowMs - Date.parse(last_modified) > ABANDONED_MS
  );
  await Promise.allSettled(left.map(({ path }) => contents.delete(path)));
}
