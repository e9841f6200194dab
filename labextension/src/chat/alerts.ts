/** Questions that wait are told outside of the page: in the tab's title, and by the system where allowed. */

import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Approval, Conversation } from '../api/types';
import type { ConversationsModel } from '../conversations/model';
import { describeAsk } from './asks';

/** What it works with. */
export interface IAlertsOptions {
  conversations: ConversationsModel;
  trans: TranslationBundle;
  /** Remembers in this browser that it was asked once. */
  storage: Storage;
  /** Bring a conversation and its question into view. */
  onOpen: (conversation: string) => void;
}

/** A question with the conversation that it belongs to. */
interface IWaiting {
  readonly approval: Approval;
  readonly conversation: Conversation;
}

const ASKED = 'remote-claude:alerts-asked';

/** The title of the page with the number of open questions before it. */
export function withCount(title: string, count: number): string {
  const bare = title.replace(/^\(\d+\) /, '');
  return count === 0 ? bare : `(${count}) ${bare}`;
}

/** What is new among the questions that wait. */
export function newQuestions(
  items: readonly Conversation[],
  known: ReadonlySet<string>
): readonly IWaiting[] {
  return waiting(items).filter(({ approval }) => !known.has(approval.approval));
}

function waiting(items: readonly Conversation[]): readonly IWaiting[] {
  return items.flatMap(conversation =>
    conversation.approvals.map(approval => ({ approval, conversation }))
  );
}

/** Watches the conversations; tells of questions while nobody looks. */
export class Alerts implements IDisposable {
  constructor(private readonly _options: IAlertsOptions) {
    _options.conversations.changed.connect(this._onChanged, this);
    this._titles.observe(document.head, { childList: true, subtree: true, characterData: true });
    this._setTitle();
  }

  /** Whether the person may be asked for the system's notifications: never twice, never unasked for. */
  get mayAsk(): boolean {
    return (
      this._isOn &&
      typeof Notification === 'function' &&
      Notification.permission === 'default' &&
      !this._wasAsked()
    );
  }

  /** Emitted when `mayAsk` is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The setting: whether the system may be told at all. */
  set isOn(isOn: boolean) {
    this._isOn = isOn;
    this._changed.emit();
  }

  /** The person clicked yes or no; with a yes the browser asks in its own words. */
  async answer(isWanted: boolean): Promise<void> {
    try {
      this._options.storage.setItem(ASKED, 'yes');
    } catch {
      // Without storage the browser's own memory of the answer has to do.
    }
    this._isAnswered = true;
    this._changed.emit();
    if (isWanted) {
      await Notification.requestPermission();
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._titles.disconnect();
      this._options.conversations.changed.disconnect(this._onChanged, this);
      Signal.clearData(this);
    }
  }

  private _wasAsked(): boolean {
    try {
      return this._isAnswered || this._options.storage.getItem(ASKED) !== null;
    } catch {
      return this._isAnswered;
    }
  }

  private _onChanged(): void {
    const { conversations } = this._options;
    if (!conversations.isLoaded) {
      return;
    }
    this._setTitle();
    const open = waiting(conversations.items);
    const ids = new Set(open.map(({ approval }) => approval.approval));
    if (this._known !== null) {
      newQuestions(conversations.items, this._known).forEach(one => {
        this._tell(one);
      });
    }
    for (const [id, shown] of this._shown) {
      if (!ids.has(id)) {
        shown.close();
        this._shown.delete(id);
      }
    }
    this._known = ids; // the first look tells of nothing: those questions were there before the page
  }

  private _tell({ approval, conversation }: IWaiting): void {
    const isAllowed = typeof Notification === 'function' && Notification.permission === 'granted';
    if (!document.hidden || !this._isOn || !isAllowed) {
      return;
    }
    const { trans, onOpen } = this._options;
    const shown = new Notification(questionTitle(approval, trans), {
      body: conversation.title,
      tag: approval.approval // several tabs of one session make one notification
    });
    shown.onclick = () => {
      window.focus();
      onOpen(conversation.id);
      shown.close();
    };
    this._shown.set(approval.approval, shown);
  }

  private _setTitle(): void {
    const title = withCount(document.title, waiting(this._options.conversations.items).length);
    if (title !== document.title) {
      document.title = title;
    }
  }

  private _isOn = true;
  private _isAnswered = false;
  private _isDisposed = false;
  private _known: ReadonlySet<string> | null = null;
  private readonly _shown = new Map<string, Notification>();
  /** JupyterLab writes the title anew when another document is opened. */
  private readonly _titles = new MutationObserver(() => {
    this._setTitle();
  });
  private readonly _changed = new Signal<this, void>(this);
}

/** A question in one line. */
export function questionTitle(approval: Approval, trans: TranslationBundle): string {
  switch (approval.type) {
    case 'plan':
      return trans.__('Go ahead with this plan?');
    case 'question':
      return trans.__('Claude asks you');
    case 'permission':
      return describeAsk(approval.tool, approval.input, '', trans).title;
  }
}
