/** The product's name at the upper left, the session and its user at the upper right. */
import { JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { ITranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Menu, Widget } from '@lumino/widgets';

import { addHubCommands, ShellCommandIDs } from './commands';
import { Whose } from './components/whose';
import { withSession } from './rules';
import { readSession, type ISessionInfo } from './session';
import { ISession } from './tokens';

/** Tells the other plugins whose session this is, and makes the ways back to the hub. */
export const session: JupyterFrontEndPlugin<ISessionInfo> = {
  id: '@remote-claude/lab:session',
  description: 'Tells which session this page belongs to, and the way back to the hub.',
  autoStart: true,
  requires: [JupyterFrontEnd.IPaths, ITranslator],
  provides: ISession,
  activate: (app, paths: JupyterFrontEnd.IPaths, translator: ITranslator) => {
    const info = readSession(paths, PageConfig.getOption('serverRoot'));
    addHubCommands(app, info.hub, translator.load('remote_claude'));
    return info;
  }
};

/** Names the product and the session at the top of the page. */
export const branding: JupyterFrontEndPlugin<void> = {
  id: '@remote-claude/lab:branding',
  description: 'Names the product, the session and its user at the top of the page.',
  autoStart: true,
  requires: [ISession, ITranslator],
  activate: (app, info: ISessionInfo, translator: ITranslator) => {
    const trans = translator.load('remote_claude');
    const name = new Widget();
    name.id = 'rc-brand';
    name.node.textContent = trans.__('Remote Claude');
    app.shell.add(name, 'top', { rank: 0 });
    nameTab(info.name, app.name);

    const menu = new Menu({ commands: app.commands });
    menu.addItem({ command: ShellCommandIDs.sessions });
    menu.addItem({ type: 'separator' });
    menu.addItem({ command: ShellCommandIDs.signOut });
    const whose = ReactWidget.create(
      <Whose
        name={info.name}
        user={info.user}
        trans={trans}
        openSessions={info.hub ? () => void app.commands.execute(ShellCommandIDs.sessions) : null}
        openMenu={
          info.hub
            ? below => {
                const { left, bottom } = below.getBoundingClientRect();
                menu.open(left, bottom);
              }
            : null
        }
      />
    );
    whose.id = 'rc-whose';
    app.shell.add(whose, 'top', { rank: 1000 });
  }
};

/** Keep the session in the title, which JupyterLab writes anew when another document is opened. */
function nameTab(session: string, product: string): void {
  const name = (): void => {
    const title = withSession(document.title, session, product);
    if (title !== document.title) {
      document.title = title;
    }
  };
  new MutationObserver(name).observe(document.head, {
    childList: true,
    subtree: true,
    characterData: true
  });
  name();
}
