/** The commands of the desktop. */
import type { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import type { MainAreaWidget } from '@jupyterlab/apputils';
import type { ITerminal } from '@jupyterlab/terminal';
import type { TranslationBundle } from '@jupyterlab/translation';
import { terminalIcon } from '@jupyterlab/ui-components';

export namespace ShellCommandIDs {
  /** Show Home; the id that JupyterLab itself uses when nothing is open. */
  export const home = 'launcher:create';
  /** Start `claude` in a new terminal. */
  export const terminal = 'remote-claude:terminal';
  /** Go to the list of all sessions. */
  export const sessions = 'remote-claude:sessions';
  /** Sign out of the hub. */
  export const signOut = 'remote-claude:sign-out';
}

/** Commands of JupyterLab that we run. */
export namespace LabCommandIDs {
  export const newTerminal = 'terminal:create-new';
  export const openPath = 'filebrowser:open-path';
  export const showFiles = 'filebrowser:activate';
  export const inspector = 'inspector:open';
  export const palette = 'apputils:activate-command-palette';
  export const toggleLeft = 'application:toggle-left-area';
  export const toggleRight = 'application:toggle-right-area';
  export const hubHome = 'hub:control-panel';
  export const hubLogout = 'hub:logout';
}

const NO_ARGUMENTS = { args: { type: 'object', properties: {} } } as const;

/** Add "Claude in a Terminal": a terminal in the middle, where a full-screen program has room. */
export function addTerminalCommand(
  app: JupyterFrontEnd,
  shell: ILabShell | null,
  trans: TranslationBundle
): void {
  app.commands.addCommand(ShellCommandIDs.terminal, {
    label: trans.__('Claude in a Terminal'),
    caption: trans.__('Open a terminal and start the claude command in it'),
    icon: terminalIcon,
    describedBy: NO_ARGUMENTS,
    isEnabled: () => app.commands.hasCommand(LabCommandIDs.newTerminal),
    execute: async () => {
      const widget = (await app.commands.execute(
        LabCommandIDs.newTerminal
      )) as MainAreaWidget<ITerminal.ITerminal>;
      shell?.add(widget, 'main', { type: 'Claude' });
      shell?.activateById(widget.id);
      await widget.revealed;
      widget.content.session.send({ type: 'stdin', content: ['claude\r'] });
    }
  });
}

/** Add the ways back to the hub; they are there only where there is one. */
export function addHubCommands(app: JupyterFrontEnd, hub: boolean, trans: TranslationBundle): void {
  app.commands.addCommand(ShellCommandIDs.sessions, {
    label: trans.__('All Sessions'),
    caption: trans.__('Open the list of your sessions in a new browser tab'),
    describedBy: NO_ARGUMENTS,
    isVisible: () => hub,
    execute: () => app.commands.execute(LabCommandIDs.hubHome)
  });
  app.commands.addCommand(ShellCommandIDs.signOut, {
    label: trans.__('Sign Out'),
    caption: trans.__('Sign out here; the session and what Claude does in it go on'),
    describedBy: NO_ARGUMENTS,
    isVisible: () => hub,
    execute: () => app.commands.execute(LabCommandIDs.hubLogout)
  });
}
