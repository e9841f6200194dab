/** What the panel is given: values, and what a person may do. */

import type { IExplained } from '../../api/errors';
import type {
  ApprovalAnswer,
  Attachment,
  Budgets,
  NewBudgetRequest,
  Conversation,
  ConversationPatch,
  Health,
  Hits,
  RewindResult,
  Terminal
} from '../../api/types';
import type { IDeleted } from '../../conversations/model';
import type { Shown } from '../../conversations/rules';
import type { IPlanComment } from '../../plan/comments';
import type { Earlier } from '../history';
import type { IAttached } from '../../writing/attached';
import type { IWritingActions } from '../../writing/props';
import type { IOutgoing } from '../outbox';
import type { IRewindTarget, RewindWhat } from '../rewinding';
import type { Choice, IChatState } from '../state';
import type { Dismissable, IUiState } from '../ui';

/** The conversation that is shown. */
export interface IChatProps {
  readonly id: string | null;
  readonly state: IChatState;
  readonly outbox: readonly IOutgoing[];
  readonly draft: string;
  /** How many comments on changes go out with the next message. */
  readonly commentCount: number;
  /** Comments on the plan that waits. */
  readonly planComments: readonly IPlanComment[];
  /** What goes with the next message. */
  readonly attached: readonly IAttached[];
  /** What is selected in the editor, or null, and whether it is sent. */
  readonly selected: Attachment | null;
  readonly isSelectionOn: boolean;
  /** What was left out of it, and why. */
  readonly notes: readonly string[];
  /** Whether something that could be dropped is dragged over the panel. */
  readonly isDraggedOver: boolean;
  readonly isConnected: boolean;
  readonly isOnline: boolean;
  readonly isLoaded: boolean;
  /** What is known of the messages before the first that is here. */
  readonly earlier: Earlier;
  readonly problem: IExplained | null;
  readonly announcement: string;
  readonly clockAheadMs: number;
  /** The question whose answer is under way. */
  readonly answering: string | null;
  /** The terminal that has the conversation, or null: then it is the panel's. */
  readonly terminal: Terminal | null;
}

/** All conversations, and what the session said about itself. */
export interface IListProps {
  readonly items: readonly Conversation[];
  /** Who looks, as the session names people; null where it names nobody. */
  readonly me: string | null;
  readonly isLoaded: boolean;
  /** What was deleted last and may be had back. */
  readonly deleted: IDeleted | null;
  readonly health: Health | null;
  readonly trouble: IExplained | null;
  /** The budgets that pay for what Claude does, or null, and what was said of them and put away. */
  readonly budgets: Budgets | null;
  readonly dismissedBudgets: ReadonlySet<string>;
}

/** What a person may do; the same object as long as the panel lives. */
export interface IActions extends IWritingActions {
  readonly onDraft: (text: string) => void;
  readonly onSend: (text: string, when: 'queue' | 'now') => void;
  readonly onRetry: (clientId: string) => void;
  readonly onDiscard: (message: IOutgoing) => void;
  readonly onAgain: () => void;
  readonly onStop: () => void;
  readonly onReview: (turn: string) => void;
  readonly onRemoveComments: () => void;
  readonly onStopBackground: (id: string) => void;
  readonly onPlanComment: (comment: IPlanComment) => void;
  readonly onOpenPlan: (approval: string) => void;
  readonly onAnswer: (approval: string, answer: ApprovalAnswer) => void;
  readonly onChoose: (choice: Choice) => void;
  readonly onEarlier: () => void;
  readonly onReconnect: () => void;
  readonly onDismiss: (name: Dismissable) => void;
  readonly onDismissProblem: () => void;
  readonly onDismissBudget: (occasion: string) => void;
  readonly onAskForMore: (wanted: NewBudgetRequest) => Promise<void>;
  readonly onTry: (text: string) => void;
  readonly onFocusComposer: () => void;
  /** Shows a terminal of JupyterLab; null where there are none. */
  readonly onOpenTerminal: ((name: string) => void) | null;
  /** Ends claude in the terminal; the conversation goes on here. */
  readonly onTakeOver: () => Promise<void>;
  readonly onNew: () => void;
  readonly onMenu: (anchor: HTMLElement) => void;
  readonly onOpen: (id: string) => void;
  /** Opens a conversation where something was said. */
  readonly onOpenAt: (id: string, seq: number) => void;
  /** Finds what was said in all conversations. */
  readonly onSearch: (query: string, cursor: string | null) => Promise<Hits>;
  readonly onOpenList: () => void;
  readonly onCloseList: () => void;
  readonly onShow: (shown: Shown) => void;
  /** Whether the system may tell of questions while the page is hidden. */
  readonly onAlerts: (isWanted: boolean) => void;
  readonly onEdit: (id: string, patch: ConversationPatch) => Promise<void>;
  /** Go on from before a message, in another conversation, with its words to be changed. */
  readonly onFork: (message: string, text: string) => void;
  /** Ask what to rewind to before a turn, and about taking a rewind back. */
  readonly onRewind: (turn: string) => void;
  readonly onUndoRewind: (rewind: string) => void;
  /** What it would change. */
  readonly onLookBack: (target: IRewindTarget) => Promise<RewindResult>;
  readonly onGoBack: (target: IRewindTarget, what: RewindWhat) => Promise<RewindResult>;
  readonly onLeaveRewind: () => void;
  readonly onRestore: () => Promise<void>;
  readonly onForgetDeleted: () => void;
  readonly onRemove: (id: string) => Promise<void>;
}

/** All of it. */
export interface IPanelProps {
  readonly chat: IChatProps;
  readonly list: IListProps;
  readonly ui: IUiState;
  /** Whether to ask for the system's notifications. */
  readonly mayAskAlerts: boolean;
  readonly actions: IActions;
}
