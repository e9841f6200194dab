/** What was deleted just now, and the way back. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useState } from 'react';

import type { IDeleted } from '../model';

/** So long it is offered; the server keeps the conversation longer than that. */
const OFFER_MS = 10_000;

interface IProps {
  deleted: IDeleted;
  trans: TranslationBundle;
  onUndo: () => void;
  onGone: () => void;
}

/** A line that goes by itself, but not while the pointer or the keyboard is on it. */
export function UndoLine({ deleted, trans, onUndo, onGone }: IProps) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) {
      return undefined;
    }
    const timer = window.setTimeout(onGone, deleted.at + OFFER_MS - Date.now());
    return () => {
      window.clearTimeout(timer);
    };
  }, [isHeld, deleted.at, onGone]);
  const hold = () => {
    setHeld(true);
  };
  const release = () => {
    setHeld(false);
  };
  return (
    <div
      className="rc-undo"
      role="status"
      onMouseEnter={hold}
      onMouseLeave={release}
      onFocus={hold}
      onBlur={release}
    >
      <span className="rc-undo-words">
        {trans.__('Deleted “%1”.', deleted.title || trans.__('Untitled'))}
      </span>
      <button type="button" className="rc-link" title={trans.__('Undo (Ctrl+Z)')} onClick={onUndo}>
        {trans.__('Undo')}
      </button>
    </div>
  );
}
