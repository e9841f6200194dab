/** What fills the panel's place: reads the models and hands values to the React tree. */

import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { useEffect, useMemo, useReducer } from 'react';

import type { Client } from '../api/client';
import { explain } from '../api/errors';
import type { BudgetsModel } from '../budgets/model';
import type { Comments } from '../changes/comments';
import type { ConversationsModel } from '../conversations/model';
import { countWaiting } from '../conversations/rules';
import type { PlanComments } from '../plan/comments';
import { createActions } from './actions';
import type { Alerts } from './alerts';
import type { ITools } from './components/context';
import { Panel } from './components/panel';
import type { IActions } from './components/props';
import type { PanelHost } from './host';
import { Drops } from '../writing/drops';
import type { EditorSelection } from '../writing/selection';
import type { Intake } from '../writing/taking';
import type { ChatModel } from './model';
import type { PanelUi } from './ui';

/** The Claude panel. */
export class ChatPanel implements IDisposable {
  constructor(
    private readonly _host: PanelHost,
    private readonly _options: ChatPanel.IOptions
  ) {
    this._actions = createActions({
      chat: _options.chat,
      comments: _options.comments,
      planComments: _options.planComments,
      openPlan: _options.openPlan,
      review: _options.review,
      client: _options.client,
      intake: _options.intake,
      selection: _options.selection,
      openDocuments: _options.openDocuments,
      conversations: _options.conversations,
      ui: _options.ui,
      alerts: _options.alerts,
      budgets: _options.budgets,
      openMenu: _options.openMenu,
      openTerminal: _options.openTerminal
    });
    _options.conversations.changed.connect(this._onConversations, this);
    this._drops = this._createDrops();
    _host.fill({
      render: () => <Root {...this._options} actions={this._actions} />,
      // Seen is read.
      shown: () => {
        this._onConversations();
      },
      activated: () => {
        this._onActivated();
      }
    });
  }

  get isDisposed(): boolean {
    return this._drops.isDisposed;
  }

  dispose(): void {
    this._drops.dispose();
    this._options.conversations.changed.disconnect(this._onConversations, this);
  }

  private _onActivated(): void {
    const { chat, ui } = this._options;
    // This comes after the command that asked for it, whose choice of place stands.
    if (!ui.state.isListOpen) {
      // A command asked for a place just now; or a conversation that is still read may have a question.
      const isAsked = ui.state.focusCount > this._focusCount;
      const mayAsk = chat.state.approvals.length > 0 || !chat.isLoaded;
      ui.focus(isAsked || (mayAsk && ui.state.place === 'approval') ? ui.state.place : 'composer');
      this._focusCount = ui.state.focusCount;
    }
  }

  /** How many conversations need the person, beside the panel's icon; and what is in view is read. */
  private _onConversations(): void {
    const { chat, conversations, tools } = this._options;
    const waiting = countWaiting(conversations.items);
    this._host.title.caption =
      waiting === 0
        ? tools.trans.__('Claude')
        : tools.trans._n('Claude (%1 needs you)', 'Claude (%1 need you)', waiting);
    this._host.title.className = waiting === 0 ? '' : 'rc-needs-you';
    if (this._host.isVisible && !document.hidden && chat.id !== null) {
      void conversations.markRead(chat.id).catch(() => undefined); // the next change tries again
    }
  }

  private _createDrops(): Drops {
    const { intake, ui } = this._options;
    return new Drops(this._host.node, {
      onOver: isOver => {
        intake.setOver(isOver);
      },
      onFiles: (files, folders) => {
        ui.focus('composer');
        intake.takeFiles(files, folders);
      },
      onPaths: paths => {
        ui.focus('composer');
        intake.takePaths(paths.map(this._options.toLocalPath));
      }
    });
  }

  /** How often the keyboard had been sent somewhere when the panel was last brought into view. */
  private _focusCount = 0;
  private readonly _actions: IActions;
  private readonly _drops: Drops;
}

export namespace ChatPanel {
  /** What the panel is made of. */
  export interface IOptions {
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
    /** A path of JupyterLab as one in the workspace. */
    toLocalPath: (path: string) => string;
    /** The documents that are open, the one in front first. */
    openDocuments: () => readonly string[];
    conversations: ConversationsModel;
    ui: PanelUi;
    alerts: Alerts;
    budgets: BudgetsModel;
    /** Who is signed in, once that is known. */
    me: () => string | null;
    tools: Omit<ITools, 'workspace' | 'density'>;
    openMenu: (anchor: HTMLElement) => void;
    /** Shows a terminal of JupyterLab; null where there are none. */
    openTerminal: ((name: string) => void) | null;
  }
}

/** Draw again when a signal says so. */
function useChanges(...signals: readonly ISignal<unknown, unknown>[]): void {
  const [, draw] = useReducer((times: number) => times + 1, 0);
  useEffect(() => {
    const slot = () => {
      draw();
    };
    for (const signal of signals) {
      signal.connect(slot);
    }
    return () => {
      for (const signal of signals) {
        signal.disconnect(slot);
      }
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the models live as long as the panel
  }, []);
}

/** Reads the models and hands values to the panel. */
function Root({
  chat,
  comments,
  planComments,
  intake,
  selection,
  conversations,
  ui,
  alerts,
  budgets,
  me,
  tools,
  actions
}: ChatPanel.IOptions & { actions: IActions }) {
  useChanges(
    chat.changed,
    comments.changed,
    planComments.changed,
    intake.changed,
    selection.changed,
    conversations.changed,
    conversations.healthChanged,
    ui.changed,
    alerts.changed,
    budgets.changed
  );
  const { health, trouble } = conversations;
  const workspace = health?.workspace ?? '';
  const { density, reveal } = ui.state;
  const allTools = useMemo(
    () => ({ ...tools, workspace, density }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what comes into view may be opened for it
    [tools, workspace, density, reveal]
  );
  return (
    <Panel
      tools={allTools}
      actions={actions}
      ui={ui.state}
      // What the browser allows is asked of another process: not for every letter.
      mayAskAlerts={chat.state.approvals.length > 0 && alerts.mayAsk}
      list={{
        items: conversations.items,
        // Without a hub everybody has another name each day.
        me: health?.hub === true ? me() : null,
        isLoaded: conversations.isLoaded,
        deleted: conversations.deleted,
        health,
        trouble: troubleOf(trouble, tools.trans),
        budgets: budgets.budgets,
        dismissedBudgets: budgets.dismissed
      }}
      chat={{
        id: chat.id,
        state: chat.state,
        outbox: chat.outbox,
        draft: chat.unsent.text,
        commentCount: comments.list(chat.id).length,
        planComments: planComments.list(chat.id),
        attached: chat.unsent.attached,
        selected: selection.current,
        isSelectionOn: selection.isOn,
        notes: intake.notes,
        isDraggedOver: intake.isOver,
        isConnected: chat.id === null ? conversations.isConnected : chat.connection === 'open',
        isOnline: navigator.onLine,
        isLoaded: chat.isLoaded,
        earlier: chat.history.earlier,
        problem: chat.problem,
        announcement: chat.arrival.announcement,
        clockAheadMs: chat.arrival.clockAheadMs,
        answering: chat.answering,
        terminal: conversations.items.find(item => item.id === chat.id)?.terminal ?? null
      }}
    />
  );
}

function troubleOf(trouble: unknown, trans: TranslationBundle) {
  return trouble === null ? null : explain(trouble, trans);
}
