/** The strip above a document that was changed here and on disk. */

import type { TranslationBundle } from '@jupyterlab/translation';

interface IProps {
  isByClaude: boolean;
  trans: TranslationBundle;
  onKeep: () => void;
  onTake: () => void;
  /** Null where both are shown already. */
  onCompare: (() => void) | null;
}

/** What happened, and the ways out of it. */
export function Strip({ isByClaude, trans, onKeep, onTake, onCompare }: IProps) {
  const take = isByClaude ? trans.__('Take Claude’s') : trans.__('Take the file’s');
  return (
    <div className="rc-strip" role="status">
      <span className="rc-strip-words">
        {isByClaude
          ? trans.__('Claude changed this file while you were editing it.')
          : trans.__('This file changed on disk while you were editing it.')}{' '}
        <span className="rc-small">{trans.__('Nothing is saved until you choose.')}</span>
      </span>
      <span className="rc-strip-ways">
        <button
          type="button"
          className="rc-button"
          title={trans.__('Save your version over the file')}
          onClick={onKeep}
        >
          {trans.__('Keep mine')}
        </button>
        <button
          type="button"
          className="rc-button"
          title={trans.__('Drop your changes and show the file as it is')}
          onClick={onTake}
        >
          {take}
        </button>
        {onCompare !== null && (
          <button type="button" className="rc-button" onClick={onCompare}>
            {trans.__('Compare')}
          </button>
        )}
      </span>
    </div>
  );
}
