/** What a person may do in the panel, carried out by the models. */

import { UUID } from '@lumino/coreutils';

import type { Client } from '../api/client';
import type { BudgetsModel } from '../budgets/model';
import type { Attachment } from '../api/types';
import type { Comments } from '../changes/comments';
import { withComments } from '../changes/comments';
import type { ConversationsModel } from '../conversations/model';
import type { PlanComments } from '../plan/comments';
import { settlePlan } from '../plan/settle';
import type { Alerts } from './alerts';
import { createWritingActions } from '../writing/actions';
import { withSelected } from '../writing/selected';
import type { EditorSelection } from '../writing/selection';
import type { Intake } from '../writing/taking';
import type { IActions } from './components/props';
import type { ChatModel } from './model';
import { createRewindActions } from './rewind-actions';
import { flat } from './rewinding';
import { seek } from './seeking';
import type { PanelUi } from './ui';

/** What actions work on. */
export interface IParts {
  chat: ChatModel;
  comments: Comments;
  /** Opens what a turn changed. */
  review: (conversation: string, turn: string, number: number) => void;
  planComments: PlanComments;
  /** Opens a plan in a tab. */
  openPlan: (conversation: string, approval: string) => void;
  client: Client;
  intake: Intake;
  selection: EditorSelection;
  openDocuments: () => readonly string[];
  conversations: ConversationsModel;
  ui: PanelUi;
  alerts: Alerts;
  budgets: BudgetsModel;
  /** Opens the panel's menu below an element. */
  openMenu: (anchor: HTMLElement) => void;
  /** Shows a terminal of JupyterLab; null where there are none. */
  openTerminal: ((name: string) => void) | null;
}

/** The callbacks of the panel; made once. */
export function createActions(parts: IParts): IActions {
  const { chat, comments, planComments, review, conversations, ui, alerts, openMenu } = parts;
  const show = (id: string | null) => {
    chat.open(id);
    ui.focus('composer');
  };
  /** Put a text back into the composer, below what is there already. */
  const putBack = (text: string, attachments: readonly Attachment[] = []) => {
    const { unsent } = chat;
    for (const attachment of attachments) {
      unsent.attach({ id: UUID.uuid4(), attachment, isBusy: false });
    }
    unsent.setText([unsent.text, text].filter(part => part.trim() !== '').join('\n'));
    ui.focus('composer');
  };
  const fork = async (message: string, text: string) => {
    const { id } = chat;
    let forked = '';
    await chat.attempt(async from => {
      forked = await conversations.fork(from, message);
    });
    if (forked !== '' && chat.id === id) {
      show(forked);
      putBack(text);
    }
  };
  return {
    ...createWritingActions({ ...parts, putBack }),
    onDraft: text => {
      chat.unsent.setText(text);
    },
    onSend: (text, when) => {
      const said = chat.id === null ? [] : comments.clear(chat.id);
      parts.intake.dismissNotes();
      const attachments = withSelected(text, chat.unsent.take(), parts.selection.take());
      void chat.send(withComments(text, said), when, attachments);
    },
    onRetry: clientId => void chat.retry(clientId),
    onDiscard: message => {
      chat.discard(message.clientId);
      putBack(message.text, message.attachments);
    },
    onAgain: () => {
      const prompt = [...chat.state.entries].reverse().find(entry => entry.type === 'prompt');
      if (prompt !== undefined) {
        void chat.send(prompt.text, 'queue', prompt.attachments);
      }
    },
    onStop: () => void chat.stop(),
    onReview: turn => {
      if (chat.id !== null) {
        review(chat.id, turn, numberOf(chat, turn));
      }
    },
    onRemoveComments: () => {
      if (chat.id !== null) {
        comments.clear(chat.id);
      }
    },
    onStopBackground: id => void chat.stopBackground(id),
    onPlanComment: comment => {
      if (chat.id !== null) {
        planComments.put(chat.id, comment);
      }
    },
    onOpenPlan: approval => {
      if (chat.id !== null) {
        parts.openPlan(chat.id, approval);
      }
    },
    onAnswer: (approval, answer) => {
      const { id } = chat;
      void chat.answer(approval, answer).then(isDone => {
        const left = isDone && id !== null ? settlePlan(planComments, id, approval, answer) : '';
        if (left !== '' && chat.id === id) {
          putBack(left);
        }
      });
    },
    onChoose: choice => {
      const turn = chat.state.turn?.id;
      void chat.choose(choice).then(isDone => {
        if (isDone && turn !== undefined) {
          ui.tellChosen({ turn, choice });
        }
      });
    },
    onEarlier: () => void chat.history.load(),
    onReconnect: () => {
      chat.reconnect();
      conversations.reconnect();
    },
    onDismiss: name => {
      ui.dismiss(name);
    },
    onDismissProblem: () => {
      chat.dismissProblem();
    },
    onDismissBudget: occasion => {
      parts.budgets.dismiss(occasion);
    },
    onAskForMore: wanted => parts.budgets.ask(wanted),
    onTry: text => {
      chat.unsent.setText(text);
      ui.focus('composer');
    },
    onFocusComposer: () => {
      ui.focus('composer');
    },
    onOpenTerminal: parts.openTerminal,
    onTakeOver: async () => {
      const isDone = await chat.attempt(id => conversations.takeOver(id));
      if (isDone) {
        ui.focus('composer');
      }
    },
    onNew: () => {
      show(null);
    },
    onMenu: openMenu,
    onOpen: show,
    onOpenAt: (id, seq) => {
      chat.open(id);
      void ui.seek(async () => {
        let row: string | null = null;
        await chat.attempt(async () => {
          row = await seek(chat, seq);
        });
        return row;
      });
    },
    onSearch: (query, cursor) => parts.client.search(query, cursor),
    onOpenList: () => {
      ui.openList();
    },
    onCloseList: () => {
      ui.focus('composer');
    },
    onShow: shown => {
      ui.openList(shown);
    },
    onAlerts: isWanted => void alerts.answer(isWanted),
    onEdit: (id, patch) => conversations.edit(id, patch),
    onFork: (message, text) => void fork(message, text),
    ...createRewindActions({ chat, ui, client: parts.client, putBack }),
    onRestore: () => conversations.restore(),
    onForgetDeleted: () => {
      conversations.forgetDeleted();
    },
    onRemove: async id => {
      await conversations.remove(id);
      if (id === chat.id) {
        chat.open(null);
      }
    }
  };
}

/** Which turn it is, counted from 1; 0 while earlier ones have not been read. */
function numberOf({ state, history }: ChatModel, turn: string): number {
  const turns = flat(state.entries).filter(entry => entry.type === 'turn');
  return history.earlier === 'none' ? turns.findIndex(entry => entry.turn === turn) + 1 : 0;
}
