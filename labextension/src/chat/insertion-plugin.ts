/** Code of an answer into the person's own work: a command, and a mark on the shell while it works. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILabShell } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { Insertion } from './insertion';

/** Where this class is, there is an editor to insert into. */
const MARK = 'rc-can-insert';

export const insertion: JupyterFrontEndPlugin<void> = {
  id: '@remote-claude/lab:insertion',
  description: 'Puts code of an answer at the cursor of the editor or cell that was last used.',
  optional: [ILabShell, IEditorTracker, INotebookTracker, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    shell: ILabShell | null,
    editors: IEditorTracker | null,
    notebooks: INotebookTracker | null,
    translator: ITranslator | null
  ) => {
    const { commands } = app;
    const trans = (translator ?? nullTranslator).load('remote_claude');
    const places = new Insertion({ shell, editors, notebooks });
    places.changed.connect(() => {
      document.body.classList.toggle(MARK, places.isPossible);
      commands.notifyCommandChanged(CommandIDs.insert);
    });
    commands.addCommand(CommandIDs.insert, {
      label: trans.__('Insert at the Cursor'),
      caption: trans.__('Put a text into the editor or the cell that was last used'),
      describedBy: {
        args: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }
      },
      isEnabled: () => places.isPossible,
      isVisible: () => false,
      execute: args => {
        const { text } = args;
        if (typeof text === 'string' && !places.insert(text)) {
          Notification.warning(trans.__('There is nothing open that can be written to.'), {
            autoClose: 5000
          });
        }
      }
    });
  }
};
