/** How the budgets stand, as the hub service tells the session; read again when something was spent. */

import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Client } from '../api/client';
import type { Budgets, NewBudgetRequest } from '../api/types';

const INTERVAL_MS = 60_000;
/** The gateway settles a request with its end; the session remembers what it heard for ten seconds. */
const SETTLE_MS = 11_000;

/** Holds the budgets; null where there are none, or nobody can say. */
export class BudgetsModel implements IDisposable {
  constructor(private readonly _client: Pick<Client, 'usage' | 'askForMore'>) {
    this._poll = new Poll<void, unknown, 'when-hidden'>({
      name: '@remote-claude/lab:budgets',
      factory: () => this._read(),
      frequency: { interval: INTERVAL_MS, backoff: true, max: 5 * INTERVAL_MS },
      standby: 'when-hidden'
    });
  }

  get budgets(): Budgets | null {
    return this._budgets;
  }

  /** What was put away by the person. */
  get dismissed(): ReadonlySet<string> {
    return this._dismissed;
  }

  /** Emitted when anything above is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  /** What each conversation cost: when that is another, the budgets are read again soon. */
  noteSpent(costs: string): void {
    if (costs !== this._costs) {
      this._costs = costs;
      window.clearTimeout(this._timer);
      this._timer = window.setTimeout(() => void this._poll.refresh(), SETTLE_MS);
    }
  }

  /** Say no more of an occasion. */
  dismiss(occasion: string): void {
    this._dismissed = new Set([...this._dismissed, occasion]);
    this._changed.emit();
  }

  /** Ask for more of a budget; rejects with what the hub says against it. */
  async ask(wanted: NewBudgetRequest): Promise<void> {
    await this._client.askForMore(wanted);
    await this._read();
  }

  dispose(): void {
    window.clearTimeout(this._timer);
    this._poll.dispose();
    Signal.clearData(this);
  }

  private async _read(): Promise<void> {
    const { budgets } = await this._client.usage();
    const next = (budgets?.items ?? []).length > 0 ? (budgets ?? null) : null;
    if (JSON.stringify(next) !== JSON.stringify(this._budgets)) {
      this._budgets = next;
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _poll: Poll<void, unknown, 'when-hidden'>;
  private _budgets: Budgets | null = null;
  private _dismissed: ReadonlySet<string> = new Set();
  private _costs: string | null = null;
  private _timer = 0;
}
