/** What the panel knows about one conversation; frozen values. */

import type {
  Approval,
  ApprovalSettled,
  Attachment,
  Background,
  Conversation,
  ConversationPatch,
  NewConversation,
  Notice,
  Preview,
  Queued,
  RewindCounts,
  Rewound,
  Todo,
  Tokens,
  ToolFinished,
  TurnFinished
} from '../api/types';

export type Mode = Conversation['mode'];
export type Effort = NonNullable<Conversation['effort']>;

/** What can be chosen for a conversation. */
export type Choice = Pick<ConversationPatch, 'mode' | 'model' | 'effort'>;

/** What was chosen, without what is left to the operator. */
export function toNew({ mode, model, effort }: Choice): NewConversation {
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(model == null ? {} : { model }),
    ...(effort == null ? {} : { effort })
  };
}

/** What every entry of the transcript has. `key` is unique and stays when a live block is finished. */
interface IEntryBase {
  readonly key: string;
  readonly at: string;
  /** Written from Claude's own transcript after a crash. */
  readonly recovered: boolean;
}

/** A person's message. */
export interface IPromptEntry extends IEntryBase {
  readonly type: 'prompt';
  /** Of which turn it is; empty in frames of an older server. */
  readonly turn: string;
  readonly message: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly by: string;
}

/** A whole block of Claude's answer or thinking. */
export interface IBlockEntry extends IEntryBase {
  readonly type: 'text' | 'thinking';
  readonly text: string;
}

/** How a person decided about a tool. */
export type Decision = Pick<ApprovalSettled, 'outcome' | 'by' | 'suggestion' | 'feedback'>;

/** One use of a tool, and what a person decided about it. */
export interface IToolEntry extends IEntryBase {
  readonly type: 'tool';
  readonly toolUse: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly status: 'running' | ToolFinished['status'];
  /** When it began to run: after a person had decided, where one was asked. */
  readonly ranFrom: string;
  readonly finishedAt: string | null;
  readonly output: Preview | null;
  readonly structured: unknown;
  readonly decision: Decision | null;
  readonly work: IWork | null;
}

/** What a subagent, or a command of the background, is at; kept with the tool use that began it. */
export interface IWork {
  /** Whether it goes on by itself. */
  readonly isRunning: boolean;
  readonly text: string;
  /** A subagent's report. */
  readonly summary: string;
  readonly tokens: number;
  readonly tools: number;
}

/** A subagent or a command that goes on by itself. */
export interface IBackground {
  readonly id: string;
  readonly type: Background['type'];
  readonly description: string;
  readonly toolUse: string | null;
  readonly since: string;
  readonly text: string;
  readonly tokens: number;
  readonly tools: number;
}

/** How a turn ended. */
export interface ITurnEntry extends IEntryBase {
  readonly type: 'turn';
  /** Its id; empty in frames of an older server. */
  readonly turn: string;
  readonly startedAt: string | null;
  readonly outcome: TurnFinished['outcome'];
  readonly reason: string | null;
  /** What this turn cost. */
  readonly costUsd: string;
}

/** Something a person should know. */
export interface INoticeEntry extends IEntryBase {
  readonly type: 'notice';
  readonly level: Notice['level'];
  readonly code: string;
  readonly message: string;
}

/** A rewind: what it did to files, and what does not count any more. */
export interface IRewoundEntry extends IEntryBase {
  readonly type: 'rewound';
  readonly rewind: string;
  readonly what: Rewound['what'];
  readonly files: RewindCounts | null;
  /** How many turns do not count any more. */
  readonly turns: number;
  /** What was said in them, as far as it is here. */
  readonly entries: readonly Entry[];
  /** Whether it was undone: then its entries are back in their places. */
  readonly isTakenBack: boolean;
}

/** A frame of a newer server, shown as it came. */
export interface IUnknownEntry extends IEntryBase {
  readonly type: 'unknown';
  readonly kind: string;
  readonly json: string;
}

export type Entry =
  | IPromptEntry
  | IBlockEntry
  | IToolEntry
  | ITurnEntry
  | INoticeEntry
  | IRewoundEntry
  | IUnknownEntry;

/** A block that is being written. Never durable. */
export interface ILiveBlock {
  readonly block: string;
  readonly of: 'text' | 'thinking';
  readonly text: string;
  readonly parent: string | null;
}

/** The turn that is going on. */
export interface ITurn {
  readonly id: string;
  readonly startedAt: string;
  readonly tokensBefore: number;
}

/** What the conversation has used so far. */
export interface IUsage {
  readonly tokens: Tokens;
  readonly contextUsed: number;
  readonly contextSize: number;
  readonly costUsd: string;
}

/** Everything that frames have told. */
export interface IChatState {
  /** The number of the last durable frame that is in here. */
  readonly lastSeq: number;
  readonly entries: readonly Entry[];
  /** What subagents did, by the tool use that started them. */
  readonly lanes: ReadonlyMap<string, readonly Entry[]>;
  readonly live: readonly ILiveBlock[];
  /** Messages that wait: not yet part of the transcript. */
  readonly held: ReadonlyMap<string, IPromptEntry>;
  readonly queue: readonly Queued[];
  readonly approvals: readonly Approval[];
  /** Decisions about tools whose use has not been told yet. */
  readonly decisions: ReadonlyMap<string, Decision>;
  readonly todo: readonly Todo[];
  readonly background: readonly IBackground[];
  readonly turn: ITurn | null;
  /** How the last turn ended. */
  readonly outcome: TurnFinished['outcome'] | null;
  readonly usage: IUsage | null;
  readonly title: string;
  readonly mode: Mode;
  readonly model: string | null;
  readonly effort: Effort | null;
  readonly activity: { readonly text: string; readonly since: string } | null;
  readonly viewers: number;
}

/** Before the first frame. */
export const EMPTY: IChatState = {
  lastSeq: 0,
  entries: [],
  lanes: new Map(),
  live: [],
  held: new Map(),
  queue: [],
  approvals: [],
  decisions: new Map(),
  todo: [],
  background: [],
  turn: null,
  outcome: null,
  usage: null,
  title: '',
  mode: 'default',
  model: null,
  effort: null,
  activity: null,
  viewers: 1
};
