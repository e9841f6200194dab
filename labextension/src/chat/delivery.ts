/** Takes messages to the server in the order they were written; without a connection they wait for it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { delay } from '../api/backoff';
import type { Client } from '../api/client';
import { ApiError, explain } from '../api/errors';
import type { Making } from './making';
import { toBody, type IOutgoing } from './outbox';
import type { IHome, Unsent } from './unsent';

/** The messages of one conversation, one after the other; after a lost connection there is a new one. */
interface ILane {
  last: Promise<void> | null;
  /** The ids of what is in it. */
  readonly underWay: Set<string>;
}

/** Sending the same message again is harmless: its id says which it is. */
export class Delivery {
  constructor(private readonly _options: Delivery.IOptions) {}

  /** Send a message behind those of its conversation that were written before. */
  post(message: IOutgoing): Promise<void> {
    const { home } = this._options.unsent;
    this._options.unsent.sending(message);
    this.resume(); // what was written before it goes before it
    return this._enqueue(home, message.clientId);
  }

  /** Send a message again that did not arrive. */
  async retry(clientId: string): Promise<void> {
    const message = this._options.unsent.messages.find(item => item.clientId === clientId);
    if (message !== undefined) {
      await this.post({ ...message, failure: null, waits: false });
    }
  }

  /** Send what waits; where the connection `wasLost`, also what may have been lost with it. */
  resume(wasLost = false): void {
    const { unsent } = this._options;
    for (const home of this._known()) {
      const underWay = this._lanes.get(home)?.underWay;
      const again = unsent.list(home).filter(({ clientId, waits }) => {
        const isUnderWay = underWay?.has(clientId) === true;
        return wasLost ? isUnderWay || waits === true : !isUnderWay && waits === true;
      });
      if (wasLost) {
        this._lanes.delete(home);
      }
      for (const { clientId } of again) {
        void this._enqueue(home, clientId);
      }
    }
  }

  /** Try again in a moment what waits here, whether or not somebody tells that we are back. */
  later(home: IHome): void {
    if (this._isDisposed || !this._options.unsent.list(home).some(({ waits }) => waits === true)) {
      return;
    }
    this._homes.add(home);
    this._timer ??= window.setTimeout(
      () => {
        this._timer = null;
        this.resume();
      },
      delay(this._tries++, Math.random())
    );
  }

  /** Somebody takes a message back: where it is just under way, the server is told. */
  discard(clientId: string): void {
    const { unsent } = this._options;
    if (this._lanes.get(unsent.home)?.underWay.has(clientId) === true) {
      this._discarded.add(clientId);
    }
    unsent.gone(unsent.home, clientId);
  }

  dispose(): void {
    this._isDisposed = true;
    window.clearTimeout(this._timer ?? undefined);
  }

  private _enqueue(home: IHome, clientId: string): Promise<void> {
    const lane = this._lanes.get(home) ?? { last: null, underWay: new Set() };
    this._lanes.set(home, lane);
    lane.underWay.add(clientId);
    const send = () => this._send(home, lane, clientId);
    // The first one goes at once, so that nothing comes between.
    const sent = (lane.last === null ? send() : lane.last.then(send)).finally(() => {
      lane.underWay.delete(clientId);
      if (lane.last === sent) {
        lane.last = null;
      }
    });
    lane.last = sent;
    return sent;
  }

  private async _send(home: IHome, lane: ILane, clientId: string): Promise<void> {
    const { unsent, client, making, trans } = this._options;
    const list = unsent.list(home);
    const index = list.findIndex(item => item.clientId === clientId);
    const message = list[index];
    if (message === undefined || this._lanes.get(home) !== lane) {
      this._discarded.delete(clientId);
      return; // given up meanwhile, or sent by a later lane
    }
    const before = list.slice(0, index).find(item => item.waits === true);
    if (before?.failure != null) {
      unsent.failed(home, clientId, before.failure, true); // it would overtake
      return;
    }
    try {
      home.id ??= await making.make(clientId);
      const { state, message: id } = await client.send(home.id, toBody(message));
      this._tries = 0;
      if (this._discarded.delete(clientId)) {
        await client.withdraw(home.id, id).catch(() => undefined); // Claude has it already
      } else if (state === 'queued') {
        unsent.gone(home, clientId); // from now on the server's queue shows it
      } else {
        unsent.sent(home, clientId);
      }
    } catch (error) {
      if (this._lanes.get(home) === lane) {
        unsent.failed(home, clientId, explain(error, trans), isAway(error));
        this.later(home);
      }
    }
  }

  /** Each conversation once: one that was opened again is the one that is shown. */
  private _known(): readonly IHome[] {
    const { home } = this._options.unsent;
    return [home, ...[...this._homes].filter(({ id }) => id !== home.id)];
  }

  private readonly _lanes = new WeakMap<IHome, ILane>();
  /** Conversations with something that waits, shown or not. */
  private readonly _homes = new Set<IHome>();
  private readonly _discarded = new Set<string>();
  private _timer: number | null = null;
  private _tries = 0;
  private _isDisposed = false;
}

/** Stopped, or started anew: then it lets the page in again in a moment. */
const AWAY: ReadonlySet<string> = new Set(['session_stopped', 'forbidden']);

/** Whether nobody was there who could have refused the message itself. */
function isAway(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (AWAY.has(error.code) || (error.isPassing && error.code !== 'journal_unavailable'))
  );
}

export namespace Delivery {
  /** What it is made of. */
  export interface IOptions {
    client: Client;
    unsent: Unsent;
    /** Makes the conversation of a first message. */
    making: Making;
    trans: TranslationBundle;
  }
}
