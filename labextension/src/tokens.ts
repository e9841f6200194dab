/** What features offer each other: interfaces and tokens; imports no feature code. */

import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { Conversation, Health } from './api/types';
import type { Comments } from './changes/comments';
import type { EditorSelection } from './writing/selection';

/** The conversations of this session, and the panel that shows one of them. */
export interface IRemoteClaude {
  /** What the session said about itself, or null before its first answer. */
  readonly health: Health | null;
  /** Emitted when `health` is another one. */
  readonly healthChanged: ISignal<IRemoteClaude, Health | null>;
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

/** Token of `IRemoteClaude`, offered by the plugin `@remote-claude/lab:chat`. */
export const IRemoteClaude = new Token<IRemoteClaude>(
  '@remote-claude/lab:IRemoteClaude',
  'The conversations with Claude in this session, and the panel that shows one of them.'
);

/** The panel's widget id, for whoever lays out the shell. */
export const PANEL_ID = 'remote-claude-panel';
