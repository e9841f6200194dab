/** Says that an output was too large for Claude, and leads to the file that has all of it. */

import { useState } from 'react';

import type { IPersisted } from '../persisted';
import { relativePath } from '../tools';
import { useTools } from './context';

/** A calm line above the beginning of the output. */
export function PersistedNote({ persisted: { size, path } }: { persisted: IPersisted }) {
  const { trans, workspace, openFile, copy } = useTools();
  const [isCopied, setCopied] = useState(false);
  const shown = relativePath(path, workspace);
  return (
    <p className="rc-small rc-persisted" title={path}>
      {size === null
        ? trans.__('Too large for Claude, which got its beginning. All of it is in a file.')
        : trans.__(
            'Too large for Claude (%1), which got its beginning. All of it is in a file.',
            size
          )}{' '}
      {shown.startsWith('/') ? (
        <button
          type="button"
          className="rc-link"
          onClick={() => {
            copy(path);
            setCopied(true);
          }}
        >
          {isCopied ? trans.__('Copied') : trans.__('Copy its path')}
        </button>
      ) : (
        <button
          type="button"
          className="rc-link"
          onClick={() => {
            openFile(shown, null);
          }}
        >
          {trans.__('Open the file')}
        </button>
      )}
    </p>
  );
}
