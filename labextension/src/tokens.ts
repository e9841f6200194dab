/** What features offer each other: interfaces and tokens; imports no feature code. */

import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { Conversation, Health } from './api/types';
import type { Comments } from './changes/comments';
import type { Code } from './common/code';
import type { EditorSelection } from './writing/selection';

/** The conversations of this session, and the panel that shows one of them. */
export interface IRemoteClaude {
  /** What the session said about itself, or null before its first answer. */
  readonly health: Health | null;
  /** Emitted when `health` is another one. */
  readonly healthChanged: ISignal<IRemoteClaude, Health | null>;
  /** Keep the session one hour longer than its age allows; rejects with an `ApiError`. */
  keepLonger(): Promise<void>;
  /** The most recently changed first. */
  readonly conversations: readonly Conversation[];
  /** Emitted when a conversation came, went or changed. */
  readonly conversationsChanged: ISignal<IRemoteClaude, readonly Conversation[]>;
  /** The id of the conversation that the panel shows, or null for a new one. */
  readonly current: string | null;
  /** Comments on changes that go out with the next message. */
  readonly comments: Comments;
  /** What is selected in the editor, and goes out with messages. */
  readonly selection: EditorSelection;
  /** Show an empty conversation in the panel; it is made with its first message. */
  newConversation(): void;
  /** Show a conversation in the panel. */
  open(id: string): void;
  /** Bring the panel to the front and the cursor into its composer. */
  focusComposer(): void;
}

/** Token of `IRemoteClaude`, offered by the plugin `@remote-claude/lab:conversations`. */
export const IRemoteClaude = new Token<IRemoteClaude>(
  '@remote-claude/lab:IRemoteClaude',
  'The conversations with Claude in this session, and the panel that shows one of them.'
);

/** What starts when the desktop stands. */
export interface ILater {
  /** Loads and starts it; the panel has what it needs when that is done. */
  readonly code: Code<unknown>;
  /** The conversations, when all of it has started. */
  readonly claude: Promise<IRemoteClaude>;
}

/** Token of `ILater`, offered by the plugin `@remote-claude/lab:later`. */
export const ILater = new Token<ILater>(
  '@remote-claude/lab:ILater',
  'What belongs to Claude and starts when the desktop stands.'
);

/** Files that Claude changed and the person has not looked at since. */
export interface IChangedFiles {
  /** The person looks at a file, or at what the turn `turn` changed in it. */
  seen(path: string, turn?: string): void;
}

/** Token of `IChangedFiles`, offered by the plugin `@remote-claude/lab:changed-files`. */
export const IChangedFiles = new Token<IChangedFiles>(
  '@remote-claude/lab:IChangedFiles',
  'Files that Claude changed and that the file browser marks until somebody looks at them.'
);

/** The panel's widget id, for whoever lays out the shell. */
export const PANEL_ID = 'remote-claude-panel';

/** The plugin that the panel's settings belong to. */
export const CHAT_ID = '@remote-claude/lab:chat';
