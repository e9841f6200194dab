/** Files that Claude changes while they are open here. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILabShell } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { PathExt } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { panelIcon } from '../icons';
import { need } from '../common/code';
import { IRemoteClaude } from '../tokens';
import { changed } from './changed-plugin';
import { Follower } from './follower';
import type { Guarded } from './guarded';
import { StripWidget } from './strip-widget';

const open: JupyterFrontEndPlugin<void> = {
  id: '@remote-claude/lab:open-files',
  description: 'Reloads open files that Claude changed; asks where you changed them too.',
  requires: [IRemoteClaude, ILabShell, IDocumentManager, IEditorLanguageRegistry],
  optional: [ITranslator],
  activate: (
    app,
    claude: IRemoteClaude,
    shell: ILabShell,
    documents: IDocumentManager,
    languages: IEditorLanguageRegistry,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('remote_claude');
    const language = async (path: string) => {
      const known = languages.findByFileName(path);
      return known === null ? null : ((await languages.getLanguage(known))?.support ?? null);
    };
    const compare = async (guarded: Guarded): Promise<void> => {
      const id = `rc-compare-${guarded.context.path}`;
      if ([...shell.widgets('main')].every(widget => widget.id !== id)) {
        const versions = await guarded.versions();
        const { CompareView } = await need(() => import('./compare-view'), trans);
        const ways = waysOf(guarded);
        const content = new CompareView({
          guarded,
          versions,
          trans,
          language,
          onKeep: ways.keep,
          onTake: ways.take
        });
        const widget = new MainAreaWidget({ content });
        widget.id = id;
        widget.title.label = trans.__('Compare · %1', PathExt.basename(guarded.context.path));
        widget.title.icon = panelIcon;
        widget.title.closable = true;
        const leave = (): void => {
          if (!guarded.isOpen) {
            widget.dispose();
          }
        };
        guarded.changed.connect(leave);
        widget.disposed.connect(() => {
          guarded.changed.disconnect(leave);
        });
        shell.add(widget, 'main', { type: 'Claude' });
      }
      shell.activateById(id);
    };
    const waysOf = (guarded: Guarded) => ({
      keep: () => void guarded.keepMine(),
      take: () => void follower.reload(guarded.context),
      compare: () => void compare(guarded)
    });
    const onDocument = (widget: IDocumentWidget, guarded: Guarded): void => {
      let strip: StripWidget | null = null;
      const show = (): void => {
        strip?.dispose();
        strip = null;
        if (guarded.isOpen && widget instanceof MainAreaWidget) {
          strip = new StripWidget(guarded, waysOf(guarded), trans);
          widget.contentHeader.addWidget(strip);
        }
      };
      guarded.changed.connect(show);
      widget.disposed.connect(() => {
        guarded.changed.disconnect(show);
      });
      show();
    };
    const follower = new Follower({
      documents,
      contents: app.serviceManager.contents,
      widgets: () => shell.widgets('main'),
      onDocument
    });
    claude.conversationsChanged.connect(() => {
      follower.look(true);
    });
    shell.layoutModified.connect(() => {
      follower.attach();
    });
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) {
        follower.look(false);
      }
    });
  }
};

export const filesPlugins: JupyterFrontEndPlugin<unknown>[] = [open, changed];
