/** Commands of the panel, in the palette and under keys. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';
import type { Widget } from '@lumino/widgets';

import { CommandIDs } from '../commands';
import type { ConversationsModel } from '../conversations/model';
import { panelIcon } from '../icons';
import { addChoosing, CHOOSING } from './choosing';
import type { ChatModel } from './model';
import { lastTurn, promptsOf } from './rewinding';
import type { PanelUi } from './ui';

/** What the commands work on. */
export interface ICommandOptions {
  app: JupyterFrontEnd;
  chat: ChatModel;
  conversations: ConversationsModel;
  ui: PanelUi;
  trans: TranslationBundle;
  palette: ICommandPalette | null;
  /** Bring the panel into view. */
  show: () => void;
}

const NO_ARGUMENTS = { args: { type: 'object', properties: {} } };

/** Register them; disposing the result takes them away. */
export function addCommands(options: ICommandOptions): IDisposable {
  const { app, chat, ui, trans, palette, show } = options;
  const { commands } = app;
  const added = DisposableSet.from([
    commands.addCommand(CommandIDs.newConversation, {
      label: trans.__('New Conversation'),
      caption: trans.__('Begin a new conversation with Claude'),
      describedBy: NO_ARGUMENTS,
      icon: panelIcon,
      execute: () => {
        show();
        chat.open(null);
        ui.focus('composer');
      }
    }),
    commands.addCommand(CommandIDs.open, {
      label: trans.__('Show Claude'),
      caption: trans.__('Show the Claude panel'),
      describedBy: { args: { type: 'object', properties: { id: { type: 'string' } } } },
      icon: panelIcon,
      execute: args => {
        show();
        if (typeof args['id'] === 'string') {
          chat.open(args['id']);
        }
        ui.focus('composer');
      }
    }),
    commands.addCommand(CommandIDs.list, {
      label: trans.__('All Conversations'),
      caption: trans.__('Show or hide the list of conversations'),
      describedBy: NO_ARGUMENTS,
      execute: () => {
        show();
        if (ui.state.isListOpen) {
          ui.focus('composer');
        } else {
          ui.openList();
        }
      }
    }),
    commands.addCommand(CommandIDs.focusComposer, {
      label: trans.__('Write to Claude'),
      caption: trans.__('Bring the cursor into the message to Claude'),
      describedBy: NO_ARGUMENTS,
      execute: () => {
        show();
        ui.focus('composer');
      }
    }),
    commands.addCommand(CommandIDs.focusApproval, {
      label: trans.__('Answer the Open Question'),
      caption: trans.__('Go to the question that Claude waits for'),
      describedBy: NO_ARGUMENTS,
      isEnabled: () => chat.state.approvals.length > 0,
      execute: () => {
        show();
        ui.focus('approval');
      }
    }),
    commands.addCommand(CommandIDs.stop, {
      label: trans.__('Stop Claude'),
      caption: trans.__('Stop what Claude is doing in this conversation'),
      describedBy: NO_ARGUMENTS,
      isEnabled: () => chat.state.turn !== null,
      execute: () => chat.stop()
    }),
    commands.addCommand(CommandIDs.rewind, {
      label: trans.__('Rewind to Before the Last Message…'),
      caption: trans.__('Files, conversation or both; says first what would change'),
      describedBy: NO_ARGUMENTS,
      isEnabled: () => chat.state.turn === null && lastTurn(chat.state.entries) !== null,
      execute: () => {
        const turn = lastTurn(chat.state.entries);
        if (chat.id !== null && turn !== null) {
          show();
          const text = promptsOf(chat.state.entries, turn);
          ui.askRewind({ conversation: chat.id, turn, rewind: null, text });
        }
      }
    }),
    commands.addCommand(CommandIDs.remove, {
      label: trans.__('Delete This Conversation…'),
      caption: trans.__('Asks before anything is deleted'),
      describedBy: NO_ARGUMENTS,
      isEnabled: () => chat.id !== null,
      execute: () => {
        show();
        ui.openList('all', chat.id);
      }
    }),
    commands.addCommand(CommandIDs.openFile, {
      label: trans.__('Open a File of the Workspace'),
      describedBy: {
        args: {
          type: 'object',
          properties: { path: { type: 'string' }, line: { type: 'number' } },
          required: ['path']
        }
      },
      isVisible: () => false,
      execute: args => {
        const line = typeof args['line'] === 'number' ? args['line'] : null;
        const path = typeof args['path'] === 'string' ? args['path'] : '';
        return openFile(options, path, line);
      }
    })
  ]);
  addChoosing({ ...options, commands });
  for (const command of [...PALETTE, ...CHOOSING]) {
    const item = palette?.addItem({ command, category: trans.__('Claude') });
    if (item !== undefined) {
      added.add(item);
    }
  }
  return added;
}

const PALETTE = [
  CommandIDs.newConversation,
  CommandIDs.open,
  CommandIDs.list,
  CommandIDs.focusComposer,
  CommandIDs.focusApproval,
  CommandIDs.stop,
  CommandIDs.rewind,
  CommandIDs.remove
] as const;

/** The little of an editor that is used here. */
type Opened = Widget & { context?: { ready?: Promise<unknown> } };

async function openFile(
  { app: { commands, serviceManager }, trans }: ICommandOptions,
  path: string,
  line: number | null
): Promise<void> {
  if (path === '' || path.startsWith('/') || path.split('/').includes('..')) {
    Notification.warning(trans.__('%1 is outside of the workspace.', path), { autoClose: 5000 });
    return;
  }
  try {
    await serviceManager.contents.get(path, { content: false });
  } catch {
    Notification.warning(trans.__('%1 is not in the workspace.', path), { autoClose: 5000 });
    return;
  }
  const widget = (await commands.execute('docmanager:open', { path })) as Opened | undefined;
  await widget?.context?.ready;
  if (widget !== undefined && line !== null && commands.hasCommand('fileeditor:go-to-line')) {
    await commands.execute('fileeditor:go-to-line', { line, column: 1 });
  }
}
