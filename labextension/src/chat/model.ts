/** One conversation at a time: holds its state, talks to the server, emits changes. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Client } from '../api/client';
import { explain, type IExplained } from '../api/errors';
import type { SocketState } from '../api/socket';
import type { ApprovalAnswer, Frame, MessagePatch, NewConversation } from '../api/types';
import { Arrival } from './arrival';
import { Delivery } from './delivery';
import { History } from './history';
import type { Drafts } from './drafts';
import { Listener } from './listener';
import { Making } from './making';
import { toOutgoing, type Attachments, type IOutgoing, type When } from './outbox';
import { reduceAll } from './reducer';
import { EMPTY, toNew, type Choice, type IChatState } from './state';
import { Unsent } from './unsent';

/** The conversation that the panel shows; null is one that its first message will make. */
export class ChatModel {
  constructor({ client, drafts, trans }: IOptions) {
    this._client = client;
    this._trans = trans;
    this.unsent = new Unsent(drafts, this._tell);
    this._delivery = new Delivery({ client, trans, unsent: this.unsent, making: this._making });
    this.history = new History(client, this._changeState);
    this._load(null);
  }

  /** What is in the composer, and what the server has not confirmed. */
  readonly unsent: Unsent;

  /** What is here of the conversation, and what can be read of the rest. */
  readonly history: History;

  get id(): string | null {
    return this._id;
  }

  get state(): IChatState {
    return this._state;
  }

  /** Messages that the server has not confirmed; those of an earlier page once we know better. */
  get outbox(): readonly IOutgoing[] {
    return this.isLoaded ? this.unsent.messages : [];
  }

  get connection(): SocketState {
    return this._listener?.state ?? 'open';
  }

  /** Whether the frames that were missing when the conversation was opened are here. */
  get isLoaded(): boolean {
    return this._listener === null || this._arrival.until <= this._state.lastSeq;
  }

  /** What went wrong with the last thing that was tried. */
  get problem(): IExplained | null {
    const refusal = this._listener?.refusal ?? null;
    return this._problem ?? (refusal && explain(refusal, this._trans));
  }

  /** The question whose answer is under way. */
  get answering(): string | null {
    return this._answering;
  }

  /** What the frames told beside the state: the server's clock, what a screen reader should say. */
  get arrival(): Arrival {
    return this._arrival;
  }

  /** Emitted when anything above is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted with the id when a conversation is opened, be it the one that is shown already. */
  get opened(): ISignal<this, string | null> {
    return this._opened;
  }

  /** Show a conversation, or a new one. */
  open(id: string | null): void {
    if (id === null && this._id === null && this._making.isUnderWay) {
      this._making.afterwards(() => {
        this.open(null); // another one than its first message is making
      });
      return;
    }
    if (id !== this._id) {
      this._load(id);
      this._changed.emit();
    }
    this._opened.emit(id);
  }

  /** Send a message: shown at once; it waits for the connection, and for a Retry where it is refused. */
  async send(text: string, when: When = 'queue', attachments: Attachments = []): Promise<void> {
    const queued = when === 'queue' && this._state.turn !== null;
    await this._delivery.post(
      toOutgoing({ clientId: UUID.uuid4(), text, attachments, when, queued })
    );
  }

  /** Send a message again that did not arrive. */
  async retry(clientId: string): Promise<void> {
    await this._delivery.retry(clientId);
  }

  /** Take a message back that did not arrive. */
  discard(clientId: string): void {
    this._delivery.discard(clientId);
  }

  /** Take a waiting message back; true where it was still waiting. */
  withdraw(message: string): Promise<boolean> {
    return this.attempt(id => this._client.withdraw(id, message));
  }

  /** Change a waiting message in its place; true where it was still waiting. */
  rewrite(message: string, wish: MessagePatch): Promise<boolean> {
    return this.attempt(id => this._client.rewrite(id, message, wish));
  }

  /** Stop what Claude is doing. */
  async stop(): Promise<void> {
    await this.attempt(id => this._client.interrupt(id));
  }

  /** Stop a subagent or a command that goes on by itself. */
  async stopBackground(background: string): Promise<void> {
    await this.attempt(id => this._client.stopBackground(id, background));
  }

  /** Answer a question; true where this answer counted. */
  async answer(approval: string, body: ApprovalAnswer): Promise<boolean> {
    this._answering = approval;
    this._changed.emit();
    const isDone = await this.attempt(id => this._client.answer(id, approval, body));
    this._answering = null;
    this._changed.emit();
    return isDone;
  }

  /** Choose mode, model or effort from now on; true where that was possible. */
  async choose(choice: Choice): Promise<boolean> {
    if (this._id === null) {
      this._state = { ...this._state, ...choice };
      this._choice = toNew({ ...this._choice, ...choice });
      this._changed.emit();
      return true;
    }
    return this.attempt(async id => {
      const { mode, model, effort } = await this._client.patch(id, choice);
      if (id === this._id) {
        this._state = { ...this._state, mode, model, effort };
      }
    });
  }

  /** Forget what went wrong. */
  dismissProblem(): void {
    this._listener?.forgetRefusal();
    this._setProblem(null);
  }

  /** Try to connect at once. */
  reconnect(): void {
    this._listener?.reconnect();
  }

  /** Listen no longer. */
  dispose(): void {
    this._listener?.dispose();
    this._delivery.dispose();
    Signal.clearData(this);
  }

  private _load(id: string | null): void {
    this._listen(id);
    this._id = id;
    this._state = EMPTY;
    this.history.open(id);
    this._problem = null;
    this._arrival = new Arrival(id === null);
    this._choice = {};
    this.unsent.load(id, {
      message: this._trans.__('The page was closed before this was confirmed.'),
      remedy: null
    });
    this._delivery.later(this.unsent.home);
  }

  private _listen(id: string | null): void {
    this._listener?.dispose();
    this._listener = id === null ? null : new Listener(this._client, id, this._ears);
  }

  private readonly _tell = () => {
    this._changed.emit();
  };

  private readonly _ears: Listener.IEars = {
    onFrames: frames => {
      this._apply(frames);
    },
    onState: this._tell,
    onRefused: () => {
      this.open(null);
      this._setProblem({ message: this._trans.__('This conversation is gone.'), remedy: null });
    }
  };

  private readonly _changeState = (change: (state: IChatState) => IChatState) => {
    this._state = change(this._state);
    this._changed.emit();
  };

  private _apply(frames: readonly Frame[]): void {
    this._state = reduceAll(this._state, frames);
    for (const frame of frames) {
      this.history.take(frame);
      this._arrival.take(frame, this._trans);
      if (frame.kind === 'message') {
        this.unsent.gone(this.unsent.home, frame.client_id);
      } else if (frame.kind === 'notice' && frame.seq === null) {
        this._problem = { message: frame.message, remedy: null };
      }
    }
    // Only now is it known which messages arrived before the connection was lost.
    const arrived = this._arrival.settle(this._state.lastSeq);
    if (arrived !== null) {
      this._delivery.resume(arrived === 'again');
    }
    // A conversation that is being read is drawn once, when it is here.
    if (this.isLoaded || this._arrival.isSlow) {
      this._changed.emit();
    }
  }

  /** Make the conversation of a first message, once for all pages; text and all goes there. */
  private async _create(first: string): Promise<string> {
    const wish = { ...this._choice, client_id: first };
    const { id, last_seq: last } = await this._client.create(wish);
    this.unsent.move(id);
    if (this._id === null) {
      this._id = id;
      this._arrival = new Arrival(last === 0);
      this.history.open(id);
      this._listen(id);
      this._opened.emit(id);
    }
    return id;
  }

  async attempt(act: (id: string) => Promise<unknown>): Promise<boolean> {
    if (this._id === null) {
      return false;
    }
    try {
      await act(this._id);
      this._setProblem(null);
      return true;
    } catch (error) {
      this._setProblem(explain(error, this._trans));
      return false;
    }
  }

  private _setProblem(problem: IExplained | null): void {
    this._problem = problem;
    this._changed.emit();
  }

  private readonly _client: Client;
  private readonly _trans: TranslationBundle;
  private _id: string | null = null;
  private _state = EMPTY;
  private _problem: IExplained | null = null;
  private _answering: string | null = null;
  private _arrival = new Arrival(true);
  /** Chosen for a conversation that is not made yet; the rest is the operator's choice. */
  private _choice: NewConversation = {};
  private _listener: Listener | null = null;
  private readonly _delivery: Delivery;
  private readonly _making = new Making(first => this._create(first));
  private readonly _changed = new Signal<this, void>(this);
  private readonly _opened = new Signal<this, string | null>(this);
}

interface IOptions {
  client: Client;
  drafts: Drafts;
  trans: TranslationBundle;
}
