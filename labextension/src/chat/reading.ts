/** Reads files of the workspace for who draws them. */

import type { Contents } from '@jupyterlab/services';

import { relativePath } from './tools';

/** A function that reads a file's text; null where it is not there, not text, or not in the workspace. */
export function createReading(
  contents: Contents.IManager,
  workspace: () => string
): (path: string) => Promise<string | null> {
  return async path => {
    const local = relativePath(path, workspace());
    if (local.startsWith('/')) {
      return null;
    }
    try {
      const found = await contents.get(local, { type: 'file', format: 'text', content: true });
      return typeof found.content === 'string' ? found.content : null;
    } catch {
      return null;
    }
  };
}
