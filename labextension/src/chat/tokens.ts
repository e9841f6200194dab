/** What the parts of the panel offer each other. */

import { Token } from '@lumino/coreutils';

import type { PanelHost } from './host';

/** Token of the panel's place in the shell. */
export const IPanelHost = new Token<PanelHost>(
  '@remote-claude/lab:IPanelHost',
  'The place of the Claude panel, from the first picture of the page on.'
);
