/** Marks in the file browser what Claude changed, until the person opens it. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILabShell } from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Client } from '../api/client';
import { Soon } from '../common/soon';
import { IChangedFiles, IRemoteClaude } from '../tokens';
import { Badges } from './badges';
import { ChangedFiles } from './changed';

const ASK_MS = 500;

export const changed: JupyterFrontEndPlugin<IChangedFiles> = {
  id: '@remote-claude/lab:changed-files',
  description: 'Marks files in the file browser that Claude changed, until they are opened.',
  provides: IChangedFiles,
  requires: [IRemoteClaude, ILabShell, IDocumentManager],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    claude: IRemoteClaude,
    shell: ILabShell,
    documents: IDocumentManager,
    translator: ITranslator | null
  ): IChangedFiles => {
    const trans = (translator ?? nullTranslator).load('remote_claude');
    const { contents, serverSettings } = app.serviceManager;
    const client = new Client(serverSettings);
    const files = new ChangedFiles({
      storage: window.localStorage,
      scope: serverSettings.baseUrl,
      ask: (conversation, after) => client.edits(conversation, after),
      now: () => new Date().toISOString()
    });
    const words = ({ path, type }: Contents.IModel): string => {
      const local = contents.localPath(path);
      if (type === 'directory') {
        return files.isIn(local) ? trans.__('Claude changed something in this folder') : '';
      }
      const change = files.of(local);
      return change === null
        ? ''
        : change.number > 0
          ? trans.__('Claude changed this (turn %1)', change.number)
          : trans.__('Claude changed this');
    };
    const badges = new Badges(DirListing.defaultRenderer, words);
    files.changed.connect(() => {
      badges.refresh();
    });
    /** What is in view is looked at. */
    const look = (): void => {
      if (document.hidden) {
        return;
      }
      for (const widget of shell.widgets('main')) {
        const context = widget.isVisible ? documents.contextForWidget(widget) : undefined;
        if (context !== undefined) {
          files.seen(contents.localPath(context.path));
        }
      }
    };
    const follow = new Soon(async () => {
      await files.follow(claude.conversations);
      look();
    }, ASK_MS);
    claude.conversationsChanged.connect(() => {
      follow.ask();
    });
    shell.currentChanged.connect(look);
    shell.layoutModified.connect(look);
    document.addEventListener('visibilitychange', look);
    window.addEventListener('storage', event => {
      if (event.key === files.key) {
        files.reread();
      }
    });
    return files;
  }
};
