/** Commands that answer the open question and choose mode, model, effort; each has a key of its own. */

import type { CommandRegistry } from '@lumino/commands';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ApprovalAnswer } from '../api/types';
import { CommandIDs } from '../commands';
import type { ConversationsModel } from '../conversations/model';
import type { ChatModel } from './model';
import { firstApproval } from './selectors';
import type { PanelUi, Place } from './ui';

/** What the commands work on. */
export interface IChoosingOptions {
  commands: CommandRegistry;
  chat: ChatModel;
  conversations: ConversationsModel;
  ui: PanelUi;
  trans: TranslationBundle;
  /** Bring the panel into view. */
  show: () => void;
}

const NO_ARGUMENTS = { args: { type: 'object', properties: {} } };

/** The commands of this file, in the order of the palette. */
export const CHOOSING = [
  CommandIDs.nextQuestion,
  CommandIDs.allow,
  CommandIDs.deny,
  CommandIDs.mode,
  CommandIDs.model,
  CommandIDs.effort,
  CommandIDs.usage
] as const;

/** The yes to a question, where one word is enough; questions with options need more. */
function yesTo(chat: ChatModel): ApprovalAnswer | null {
  switch (firstApproval(chat.state)?.approval.type) {
    case 'permission':
      return { decision: 'allow' };
    case 'plan':
      return { decision: 'allow', mode: 'default' };
    default:
      return null;
  }
}

/** Register them. */
export function addChoosing(options: IChoosingOptions): void {
  addAnswers(options);
  addPickers(options);
  const { commands, chat, conversations } = options;
  const changed = () => {
    for (const command of CHOOSING) {
      commands.notifyCommandChanged(command);
    }
  };
  let asked: string | null = null;
  chat.changed.connect(() => {
    const now = firstApproval(chat.state)?.approval.approval ?? null;
    if (now !== asked) {
      asked = now;
      changed();
    }
  });
  conversations.changed.connect(changed);
}

function addAnswers(options: IChoosingOptions): void {
  const { commands, chat, conversations, ui, trans, show } = options;
  const answer = (body: ApprovalAnswer | null) => {
    const asked = firstApproval(chat.state);
    return asked === null || body === null ? undefined : chat.answer(asked.approval.approval, body);
  };
  const waiting = () => conversations.items.find(item => item.approvals.length > 0);
  commands.addCommand(CommandIDs.nextQuestion, {
    label: trans.__('Next Question'),
    caption: trans.__('Go to a question that waits, in this conversation or another'),
    describedBy: NO_ARGUMENTS,
    isEnabled: () => chat.state.approvals.length > 0 || waiting() !== undefined,
    execute: () => {
      const next = waiting();
      if (chat.state.approvals.length === 0 && next !== undefined) {
        chat.open(next.id);
      }
      show();
      ui.focus('approval');
    }
  });
  commands.addCommand(CommandIDs.allow, {
    label: trans.__('Allow Once'),
    caption: trans.__('Say yes to the open question, this once'),
    describedBy: NO_ARGUMENTS,
    isEnabled: () => yesTo(chat) !== null,
    execute: () => answer(yesTo(chat))
  });
  commands.addCommand(CommandIDs.deny, {
    label: trans.__('Deny'),
    caption: trans.__('Say no to the open question'),
    describedBy: NO_ARGUMENTS,
    isEnabled: () => chat.state.approvals.length > 0,
    execute: () => answer({ decision: 'deny' })
  });
}

function addPickers({ commands, ui, trans, show }: IChoosingOptions): void {
  const pickers: readonly (readonly [string, Place, string, string])[] = [
    [
      CommandIDs.mode,
      'mode',
      trans.__('Choose the Permission Mode'),
      trans.__('What Claude may do without asking, in this conversation')
    ],
    [
      CommandIDs.model,
      'model',
      trans.__('Choose the Model'),
      trans.__('The model that answers in this conversation')
    ],
    [
      CommandIDs.effort,
      'effort',
      trans.__('Choose the Effort'),
      trans.__('How long Claude thinks, in this conversation')
    ],
    [
      CommandIDs.usage,
      'usage',
      trans.__('Show Context and Cost'),
      trans.__('How full the context is, and what this conversation has cost')
    ]
  ];
  for (const [command, place, label, caption] of pickers) {
    commands.addCommand(command, {
      label,
      caption,
      describedBy: NO_ARGUMENTS,
      execute: () => {
        show();
        ui.focus(place);
      }
    });
  }
}
