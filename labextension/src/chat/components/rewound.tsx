/** A rewind in the transcript: what it did, what does not count any more, and the way back. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { RewindCounts } from '../../api/types';
import type { Entry, IRewoundEntry } from '../state';
import { useOpen, useTrans } from './context';
import { Glyph } from './glyphs';

interface IProps {
  entry: IRewoundEntry;
  drawEntry: (entry: Entry) => React.ReactNode;
  /** Present while it can be undone. */
  onUndo: (() => void) | null;
}

/** One line; behind it everything that was undone. */
export function RewoundLine({ entry, drawEntry, onUndo }: IProps) {
  const trans = useTrans();
  const [isOpen, toggle] = useOpen(entry.key, false);
  const id = `rc-undone-${entry.key}`;
  const hasMore = entry.entries.length > 0;
  return (
    <div className="rc-rewound">
      <div className="rc-rewound-line">
        <Glyph name="rewind" />
        <span className="rc-rewound-words">
          {entry.isTakenBack ? trans.__('A rewind was undone.') : inWords(entry, trans)}
        </span>
        {hasMore && (
          <button
            type="button"
            className="rc-link"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={toggle}
          >
            {isOpen ? trans.__('Hide') : trans.__('Show')}
          </button>
        )}
        {onUndo !== null && (
          <button type="button" className="rc-link" onClick={onUndo}>
            {trans.__('Undo')}
          </button>
        )}
      </div>
      {isOpen && hasMore && (
        <div className="rc-undone" id={id}>
          {entry.entries.map(drawEntry)}
        </div>
      )}
    </div>
  );
}

function inWords({ turns, files }: IRewoundEntry, trans: TranslationBundle): string {
  const words: string[] = [];
  if (turns > 0) {
    words.push(trans._n('%1 turn undone', '%1 turns undone', turns));
  }
  if (files !== null) {
    words.push(sentenceOf(files, trans));
  }
  return trans.__('Rewound: %1', words.join(' · '));
}

/** "2 files brought back, 1 removed"; how many of each. */
export function sentenceOf(counts: RewindCounts, trans: TranslationBundle): string {
  const { returns, goes, changes, failed } = counts;
  const words = [
    changes > 0 ? trans._n('%1 file as before', '%1 files as before', changes) : '',
    returns > 0 ? trans._n('%1 file brought back', '%1 files brought back', returns) : '',
    goes > 0 ? trans._n('%1 file removed', '%1 files removed', goes) : '',
    failed > 0 ? trans._n('%1 file left as it is', '%1 files left as they are', failed) : ''
  ].filter(word => word !== '');
  return words.length === 0 ? trans.__('no file changed') : words.join(', ');
}
