/** The selection of the editor, with the setting that remembers whether it is sent. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILabShell } from '@jupyterlab/application';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { INotebookTracker } from '@jupyterlab/notebook';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';

import { IRemoteClaude } from '../tokens';
import type { ISelectionOptions } from './selection';
import { EditorSelection } from './selection';

const KEY = 'selection';

/**
 * A plugin of its own: editors want the launcher, which is our Home, which wants the panel.
 * What the panel asked for would never start.
 */
export const selecting: JupyterFrontEndPlugin<void> = {
  id: '@remote-claude/lab:selection',
  description: 'Tells the panel what is selected in the editor or cell in view.',
  requires: [IRemoteClaude],
  optional: [ILabShell, IEditorTracker, INotebookTracker],
  activate: (
    _: JupyterFrontEnd,
    claude: IRemoteClaude,
    shell: ILabShell | null,
    editors: IEditorTracker | null,
    notebooks: INotebookTracker | null
  ) => {
    claude.selection.follow({ shell, editors, notebooks });
  }
};

/** Without settings the choice lasts as long as the page. */
export function createSelection(
  options: Omit<ISelectionOptions, 'onChoose'>,
  registry: ISettingRegistry | null,
  plugin: string
): EditorSelection {
  const settings = registry?.load(plugin);
  const selection = new EditorSelection({
    ...options,
    onChoose: isOn => {
      void settings?.then(loaded => loaded.set(KEY, isOn)).catch(warn);
    }
  });
  void settings
    ?.then(loaded => {
      const read = () => {
        selection.setOn(loaded.composite[KEY] !== false);
      };
      loaded.changed.connect(read);
      read();
    })
    .catch(warn);
  return selection;
}

function warn(reason: unknown): void {
  console.warn('Whether the selection is sent could not be remembered.', reason);
}
