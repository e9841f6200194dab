/** The plugin that keeps the panel's place in the first picture of the page. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CHAT_ID, ILater, PANEL_ID } from '../tokens';
import { PanelHost } from './host';
import { IPanelHost } from './tokens';

export const place: JupyterFrontEndPlugin<PanelHost> = {
  // JupyterLab reads menus, shortcuts and settings of those plugins alone that it starts with.
  id: CHAT_ID,
  description: 'The Claude panel: its place in the shell, its settings, menus and shortcuts.',
  autoStart: true,
  provides: IPanelHost,
  requires: [ILater],
  optional: [ITranslator, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    later: ILater,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null
  ): PanelHost => {
    const trans = (translator ?? nullTranslator).load('remote_claude');
    const panel = new PanelHost({ code: later.code, trans });
    app.shell.add(panel, 'right', { rank: 100, type: 'Claude' });
    restorer?.add(panel, PANEL_ID);
    return panel;
  }
};
