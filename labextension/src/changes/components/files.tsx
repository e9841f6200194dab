/** The files that a turn changed, as a list to choose from. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { LineCount } from '../../common/line-count';
import { isNotebook } from '../notebook';
import type { FileChange } from '../../api/types';

interface IProps {
  files: readonly FileChange[];
  selected: string | null;
  trans: TranslationBundle;
  onSelect: (path: string) => void;
}

/** One button a file. */
export function Files({ files, selected, trans, onSelect }: IProps) {
  return (
    <ul className="rc-changes-files" aria-label={trans.__('Changed files')}>
      {files.map(file => (
        <li key={file.path}>
          <button
            type="button"
            aria-current={file.path === selected}
            title={file.path}
            onClick={() => {
              onSelect(file.path);
            }}
          >
            <span className="rc-changes-name">{file.path}</span>
            <span className="rc-changes-state">
              {stateOf(file, trans)}{' '}
              {!isNotebook(file.path) && (
                <LineCount added={file.added} removed={file.removed} trans={trans} />
              )}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function stateOf({ now, status }: FileChange, trans: TranslationBundle): string {
  switch (now) {
    case 'same':
      return status === 'added' ? trans.__('new') : '';
    case 'changed':
      return trans.__('changed since');
    case 'reverted':
      return trans.__('reverted');
    case 'gone':
      return trans.__('deleted since');
    case 'other':
      return trans.__('not readable now');
  }
}
