/** Words of the status bar and of Home, translated. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Conversation } from '../api/types';

/** What a permission mode means for the person in front. */
export function modeText(mode: Conversation['mode'], trans: TranslationBundle): string {
  switch (mode) {
    case 'default':
      return trans.__('Asks before running');
    case 'acceptEdits':
      return trans.__('Edits without asking');
    case 'plan':
      return trans.__('Plans only');
    case 'auto':
      return trans.__('Decides by itself');
    case 'dontAsk':
      return trans.__('Does only what rules allow');
    case 'bypassPermissions':
      return trans.__('Asks for nothing');
  }
}

/** What a conversation is doing. */
export function stateText(state: Conversation['state'], trans: TranslationBundle): string {
  switch (state) {
    case 'idle':
      return trans.__('Done');
    case 'working':
      return trans.__('Working');
    case 'waiting':
      return trans.__('Needs you');
    case 'failed':
      return trans.__('Failed');
  }
}
