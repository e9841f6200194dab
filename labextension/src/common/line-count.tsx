/** How many lines a change adds and removes. */

import type { TranslationBundle } from '@jupyterlab/translation';

interface IProps {
  added: number;
  removed: number;
  trans: TranslationBundle;
}

/** Green and red figures; what is none is left out. */
export function LineCount({ added, removed, trans }: IProps) {
  return (
    <span
      className="rc-count"
      role="img"
      aria-label={[
        trans._n('%1 line added', '%1 lines added', added),
        trans._n('%1 line removed', '%1 lines removed', removed)
      ].join(', ')}
    >
      {added > 0 && <span className="rc-plus">+{added}</span>}
      {removed > 0 && <span className="rc-minus">−{removed}</span>}
    </span>
  );
}
