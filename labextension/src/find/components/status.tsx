/** The line below the search box: what is not searched yet, and for who listens where one is. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Progress } from '../reading';

interface IProps {
  progress: Progress;
  /** Counted from 0. */
  index: number | null;
  /** Null while nothing is searched for. */
  count: number | null;
  trans: TranslationBundle;
  onStop: () => void;
  onGoOn: () => void;
}

/** Nothing to see once everything was searched. */
export function Status({ progress, index, count, trans, onStop, onGoOn }: IProps) {
  return (
    <div className="rc-find-status" role="status">
      {count !== null && <span className="rc-sr">{place(index, count, trans)}</span>}
      {count !== null && progress !== 'all' && (
        <>
          <span>{words(progress, trans)}</span>
          <button
            type="button"
            className="rc-link"
            onClick={progress === 'reading' ? onStop : onGoOn}
          >
            {progress === 'reading' ? trans.__('Stop') : trans.__('Search on')}
          </button>
        </>
      )}
    </div>
  );
}

function place(index: number | null, count: number, trans: TranslationBundle): string {
  if (count === 0) {
    return trans.__('Nothing found');
  }
  return index === null
    ? trans._n('%1 match', '%1 matches', count)
    : trans.__('Match %1 of %2', index + 1, count);
}

function words(progress: Exclude<Progress, 'all'>, trans: TranslationBundle): string {
  switch (progress) {
    case 'reading':
      return trans.__('Searching earlier messages…');
    case 'stopped':
    case 'part':
      return trans.__('Earlier messages are not searched.');
    case 'failed':
      return trans.__('Earlier messages could not be read.');
  }
}
