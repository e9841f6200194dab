/** The command that opens a turn's changes in the main area. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { panelIcon } from '../icons';
import { Client } from '../api/client';
import { CommandIDs } from '../commands';
import { need } from '../common/code';
import { IChangedFiles, IRemoteClaude } from '../tokens';
import { ChangesModel } from './model';

const changes: JupyterFrontEndPlugin<void> = {
  id: '@remote-claude/lab:changes',
  description: 'What a turn changed, file by file: compare, comment, revert.',
  requires: [IRemoteClaude, IEditorLanguageRegistry],
  optional: [ITranslator, IDocumentManager, IChangedFiles],
  activate: (
    app: JupyterFrontEnd,
    claude: IRemoteClaude,
    languages: IEditorLanguageRegistry,
    translator: ITranslator | null,
    documents: IDocumentManager | null,
    changed: IChangedFiles | null
  ) => {
    const trans = (translator ?? nullTranslator).load('remote_claude');
    const client = new Client(app.serviceManager.serverSettings);
    const language = async (path: string) => {
      const known = languages.findByFileName(path);
      return known === null ? null : ((await languages.getLanguage(known))?.support ?? null);
    };
    const open = async (conversation: string, turn: string, number: number): Promise<void> => {
      const id = `rc-changes-${conversation}-${turn}`;
      if ([...app.shell.widgets('main')].every(widget => widget.id !== id)) {
        const { ChangesView } = await need(() => import('./view'), trans);
        const { comments } = claude;
        const model = new ChangesModel({ client, comments, conversation, turn, trans });
        model.changed.connect(() => {
          if (model.file !== null) {
            changed?.seen(model.file.path, turn);
          }
        });
        model.reverted.connect((_, path) => {
          void reload(documents, path);
        });
        const content = new ChangesView({
          model,
          trans,
          language,
          openFile: path => void app.commands.execute(CommandIDs.openFile, { path })
        });
        const widget = new MainAreaWidget({ content });
        widget.id = id;
        widget.title.label =
          number > 0 ? trans.__('Changes · turn %1', number) : trans.__('Changes');
        widget.title.icon = panelIcon;
        widget.title.closable = true;
        app.shell.add(widget, 'main', { type: 'Claude' });
      }
      app.shell.activateById(id);
    };
    app.commands.addCommand(CommandIDs.changes, {
      label: trans.__('Review Changes'),
      isVisible: () => false,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            conversation: { type: 'string' },
            turn: { type: 'string' },
            number: { type: 'number' }
          },
          required: ['conversation', 'turn']
        }
      },
      execute: ({ conversation, turn, number }) =>
        typeof conversation === 'string' && typeof turn === 'string'
          ? open(conversation, turn, typeof number === 'number' ? number : 0)
          : undefined
    });
  }
};

/** An open editor without unsaved changes shows what is on disk now. */
async function reload(documents: IDocumentManager | null, path: string): Promise<void> {
  const widget = documents?.findWidget(path, null);
  const context = widget === undefined ? undefined : documents?.contextForWidget(widget);
  if (context?.isReady === true && !context.model.dirty) {
    await context.revert();
  }
}

export const changesPlugins: JupyterFrontEndPlugin<unknown>[] = [changes];
