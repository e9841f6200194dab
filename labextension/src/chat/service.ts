/** What the panel offers to other features. */

import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Conversation, Health } from '../api/types';
import type { Comments } from '../changes/comments';
import type { ConversationsModel } from '../conversations/model';
import type { IRemoteClaude } from '../tokens';
import type { EditorSelection } from '../writing/selection';
import type { ChatModel } from './model';
import type { PanelUi } from './ui';

/** The models of the panel behind the interface that others may use. */
export class RemoteClaude implements IRemoteClaude {
  constructor(private readonly _options: RemoteClaude.IOptions) {
    const { conversations } = _options;
    conversations.changed.connect(() => {
      this._conversationsChanged.emit(conversations.items);
    });
    conversations.healthChanged.connect(() => {
      this._healthChanged.emit(conversations.health);
    });
  }

  get health(): Health | null {
    return this._options.conversations.health;
  }

  get healthChanged(): ISignal<IRemoteClaude, Health | null> {
    return this._healthChanged;
  }

  async keepLonger(): Promise<void> {
    await this._options.conversations.keepLonger();
  }

  get conversations(): readonly Conversation[] {
    return this._options.conversations.items;
  }

  get conversationsChanged(): ISignal<IRemoteClaude, readonly Conversation[]> {
    return this._conversationsChanged;
  }

  get current(): string | null {
    return this._options.chat.id;
  }

  get comments(): Comments {
    return this._options.comments;
  }

  get selection(): EditorSelection {
    return this._options.selection;
  }

  newConversation(): void {
    this._show(null);
  }

  open(id: string): void {
    this._show(id);
  }

  focusComposer(): void {
    this._options.show();
    this._options.ui.focus('composer');
  }

  private _show(id: string | null): void {
    this._options.chat.open(id);
    this.focusComposer();
  }

  private readonly _healthChanged = new Signal<IRemoteClaude, Health | null>(this);
  private readonly _conversationsChanged = new Signal<IRemoteClaude, readonly Conversation[]>(this);
}

export namespace RemoteClaude {
  /** What it is made of. */
  export interface IOptions {
    chat: ChatModel;
    comments: Comments;
    selection: EditorSelection;
    conversations: ConversationsModel;
    ui: PanelUi;
    /** Bring the panel into view. */
    show: () => void;
  }
}
