/** The dot that says what a conversation is doing, with its word for who cannot see it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { State } from '../../api/types';

/** The word for a state. */
export function stateName(state: State, trans: TranslationBundle): string {
  switch (state) {
    case 'idle':
      return trans.__('Idle');
    case 'working':
      return trans.__('Working');
    case 'waiting':
      return trans.__('Needs you');
    case 'failed':
      return trans.__('Failed');
  }
}

/** A dot. */
export function StateDot({ state, trans }: { state: State; trans: TranslationBundle }) {
  const name = stateName(state, trans);
  return <span className={`rc-dot rc-dot-${state}`} role="img" aria-label={name} title={name} />;
}
