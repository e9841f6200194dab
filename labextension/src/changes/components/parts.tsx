/** The changed places of a file that cannot be shown whole. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Hunk } from '../../api/types';

const KINDS: Readonly<Record<string, string>> = { '+': 'rc-diff-add', '-': 'rc-diff-remove' };

/** One block a place. */
export function Parts({ hunks, trans }: { hunks: readonly Hunk[]; trans: TranslationBundle }) {
  return (
    <div className="rc-parts" role="group" aria-label={trans.__('Changed places')} tabIndex={0}>
      {hunks.map((hunk, index) => (
        <div key={index} className="rc-diff-lines">
          <div className="rc-diff-gap">{trans.__('Line %1', hunk.new_start)}</div>
          {hunk.lines.map((line, at) => (
            <div key={at} className={`rc-diff-line ${KINDS[line.charAt(0)] ?? 'rc-diff-same'}`}>
              <span className="rc-diff-text">{line}</span>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
