/** The desktop: files left, editor in the middle with the terminal below it, Claude right. */
import {
  ILabShell,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { BoxPanel, SplitPanel, type Widget } from '@lumino/widgets';

import { PANEL_ID } from '../tokens';
import { LabCommandIDs, ShellCommandIDs } from './commands';
import { followWidth } from './narrow';
import { firstLayout, type IFirstLayout } from './rules';
import { COLUMNS, ROWS, findSplit } from './splits';

const PLUGIN_ID = '@remote-claude/lab:shell';
/** Kept with the layout, for each workspace: the desktop was laid out once, from now on it is theirs. */
const LAID_OUT = 'remote-claude:laid-out';

export const layout: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Lays the desktop out on a first start, and never again.',
  autoStart: true,
  requires: [ILabShell, IStateDB],
  optional: [ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    labShell: ILabShell,
    state: IStateDB,
    settings: ISettingRegistry | null
  ) => {
    putTerminalBelowEditor(labShell);
    void app.restored.then(async () => {
      if ((await state.fetch(LAID_OUT)) === undefined) {
        await state.save(LAID_OUT, true);
        const chosen = await settings?.load(PLUGIN_ID);
        const terminal = chosen?.get('openTerminal').composite !== false;
        await layOut(app, labShell, firstLayout(window.innerWidth), terminal);
      }
      followWidth(labShell);
    });
  }
};

async function layOut(
  app: JupyterFrontEnd,
  labShell: ILabShell,
  first: IFirstLayout,
  terminal: boolean
): Promise<void> {
  const { commands } = app;
  if (first.terminal && terminal && commands.hasCommand(LabCommandIDs.newTerminal)) {
    await commands.execute(LabCommandIDs.newTerminal);
  }
  await commands.execute(ShellCommandIDs.home);
  if (first.files) {
    await commands.execute(LabCommandIDs.showFiles);
  } else {
    labShell.collapseLeft();
  }
  labShell.activateById(PANEL_ID);
  findSplit(labShell, COLUMNS)?.setRelativeSizes([...first.columns]);
  findSplit(labShell, ROWS)?.setRelativeSizes([...first.rows]);
}

/**
 * JupyterLab stretches its lower area below the side panels. Here it lies below the editor only, so
 * that files and Claude have the whole height: rows inside the middle column instead of columns
 * inside the upper row. Each panel keeps as many children as before, so what JupyterLab remembers
 * of their sizes stays true. Where the shell is built otherwise, it stays as it is.
 */
function putTerminalBelowEditor(shell: Widget): void {
  const columns = findSplit(shell, COLUMNS);
  const rows = findSplit(shell, ROWS);
  const box = rows?.parent;
  const editor = columns?.widgets[1];
  if (!columns || !rows || !editor || columns.parent !== rows || !(box instanceof BoxPanel)) {
    return;
  }
  box.insertWidget(box.widgets.indexOf(rows), columns);
  columns.insertWidget(1, rows);
  rows.insertWidget(0, editor);
  BoxPanel.setStretch(columns, 1);
  SplitPanel.setStretch(rows, 1);
}
