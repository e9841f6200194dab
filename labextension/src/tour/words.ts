/** What the welcome tour tells. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IStep } from './rules';

/** What is told, in the order of a first day. */
export function toSteps(trans: TranslationBundle): readonly IStep[] {
  return [
    {
      target: '#remote-claude-panel',
      title: trans.__('Claude'),
      text: trans.__(
        'Ask in your own words. Claude works in this session, asks before it changes anything, and goes on when you close the page.'
      )
    },
    {
      target: '#jp-left-stack',
      title: trans.__('Your files'),
      text: trans.__(
        'The workspace of this session. What Claude changed has a dot; drag a file into the conversation to talk about it.'
      )
    },
    {
      target: '#jp-down-stack',
      title: trans.__('A terminal'),
      text: trans.__(
        'Type claude here and it is the same Claude. Its conversations are in the list of the panel, too.'
      )
    },
    {
      target: '#jp-MainMenu',
      title: trans.__('Menus and keys'),
      text: trans.__(
        'Everything Claude does has an entry and a key in the menu Claude. This tour is in the menu Help.'
      )
    }
  ];
}
