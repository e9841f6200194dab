/** Home in the place of JupyterLab's launcher: same token, same command, so that others notice nothing. */
import { ILabShell, ILayoutRestorer, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ILauncher, LauncherModel } from '@jupyterlab/launcher';
import { ITranslator } from '@jupyterlab/translation';
import { homeIcon } from '@jupyterlab/ui-components';

import { ILater, type IRemoteClaude } from '../tokens';
import { addTerminalCommand, ShellCommandIDs } from './commands';
import { HomeWidget } from './home';
import type { ISessionInfo } from './session';
import { ISession } from './tokens';

const HOME_ID = 'rc-home';

export const launcher: JupyterFrontEndPlugin<ILauncher> = {
  id: '@remote-claude/lab:launcher',
  description: 'Home: what can be started here, and what was done last.',
  autoStart: true,
  requires: [ISession, ITranslator],
  optional: [ILabShell, ILayoutRestorer, IDefaultFileBrowser, ICommandPalette, ILater],
  provides: ILauncher,
  activate: (
    app,
    session: ISessionInfo,
    translator: ITranslator,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    browser: IDefaultFileBrowser | null,
    palette: ICommandPalette | null,
    later: ILater | null
  ) => {
    const trans = translator.load('remote_claude');
    const model = new LauncherModel();
    const tracker = new WidgetTracker<MainAreaWidget<HomeWidget>>({ namespace: 'rc-home' });
    let claude: IRemoteClaude | null = null;
    void later?.claude.then(service => {
      claude = service;
      tracker.forEach(({ content }) => {
        content.claude = service;
      });
    });

    const make = (): MainAreaWidget<HomeWidget> => {
      const content = new HomeWidget({
        model,
        commands: app.commands,
        later,
        name: session.name,
        folder: () => browser?.model.path ?? '',
        trans
      });
      content.claude = claude;
      const widget = new MainAreaWidget({ content });
      widget.id = HOME_ID;
      widget.title.label = trans.__('Home');
      widget.title.icon = homeIcon;
      widget.toolbar.hide();
      return widget;
    };

    app.commands.addCommand(ShellCommandIDs.home, {
      label: trans.__('Home'),
      caption: trans.__('What can be started here, and what was done last'),
      icon: homeIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            activate: { type: 'boolean', description: trans.__('Whether to bring Home forward') }
          }
        }
      },
      execute: async args => {
        const open = tracker.currentWidget;
        const widget = open && !open.isDisposed ? open : make();
        if (!widget.isAttached) {
          app.shell.add(widget, 'main', { activate: false });
          await tracker.add(widget);
        }
        if (args['activate'] !== false) {
          app.shell.activateById(widget.id);
        }
        return widget;
      }
    });
    palette?.addItem({ command: ShellCommandIDs.home, category: trans.__('Claude') });
    addTerminalCommand(app, labShell, trans);
    palette?.addItem({ command: ShellCommandIDs.terminal, category: trans.__('Claude') });

    if (restorer) {
      void restorer.restore(tracker, {
        command: ShellCommandIDs.home,
        args: () => ({ activate: false }),
        name: () => HOME_ID
      });
    }
    if (labShell) {
      showWhenNothingIsOpen(app, labShell);
      nameAddButtons(labShell, trans.__('Home'));
    }
    return model;
  }
};

/** JupyterLab calls the + of each tab bar "New Launcher"; here it opens Home. */
function nameAddButtons(labShell: ILabShell, name: string): void {
  const rename = (): void => {
    for (const button of labShell.node.querySelectorAll<HTMLElement>('.lm-TabBar-addButton')) {
      if (button.title !== name) {
        button.title = name;
        button.setAttribute('aria-label', name);
      }
    }
  };
  labShell.layoutModified.connect(rename);
  rename();
}

/** Home comes when the last tab goes, and from the + of the tab bar. */
function showWhenNothingIsOpen(
  app: Parameters<JupyterFrontEndPlugin<ILauncher>['activate']>[0],
  labShell: ILabShell
): void {
  const show = (): void => void app.commands.execute(ShellCommandIDs.home);
  labShell.addButtonEnabled = true;
  labShell.addRequested.connect(show);
  void app.restored.then(() => {
    const ifEmpty = (): void => {
      if (labShell.isEmpty('main')) {
        show();
      }
    };
    ifEmpty();
    labShell.layoutModified.connect(ifEmpty);
  });
}
