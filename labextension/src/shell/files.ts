/** New files appear by themselves: the file browser looks often, and at once when Claude worked. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { Poll } from '@lumino/polling';

import { Soon } from '../common/soon';
import { ILater } from '../tokens';
import { steady } from './steady';
import { IServer } from './tokens';

const LOOK_EVERY_MS = 4000;
const AFTER_WORK_MS = 700;

export const files: JupyterFrontEndPlugin<void> = {
  id: '@remote-claude/lab:files',
  description: 'Shows files that Claude or a terminal wrote without a manual refresh.',
  autoStart: true,
  requires: [IDefaultFileBrowser, IServer],
  optional: [ILater],
  activate: (_, browser: IDefaultFileBrowser, server: IServer, later: ILater | null) => {
    steady(browser.model);
    const look = async (): Promise<void> => {
      if (browser.isVisible) {
        await browser.model.refresh();
      }
    };
    const poll = new Poll({
      auto: true,
      name: '@remote-claude/lab:files',
      factory: look,
      frequency: { interval: LOOK_EVERY_MS, backoff: true, max: 30_000 },
      standby: () => server.connection.state.answer !== 'ok' || 'when-hidden'
    });
    const soon = new Soon(look, AFTER_WORK_MS);
    const onChanged = (): void => {
      soon.ask();
    };
    void later?.claude.then(claude => {
      claude.conversationsChanged.connect(onChanged);
    });
    browser.disposed.connect(() => {
      soon.dispose();
      poll.dispose();
    });
  }
};
