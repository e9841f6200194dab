/** What the panel itself remembers: which part is open, where the cursor should be, what was dismissed. */

import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Shown } from '../conversations/rules';
import type { Density } from './density';
import type { Choice } from './state';

/** Notices that can be put away until the browser is closed. */
export type Dismissable = 'demo' | 'trust';

/** Where the keyboard should go next. */
export type Place = 'composer' | 'approval' | 'mode' | 'model' | 'effort' | 'usage';

/** A row that should come into view. */
export interface IReveal {
  readonly row: string;
}

/** What was chosen while Claude worked on a turn. */
export interface IChosen {
  readonly turn: string;
  readonly choice: Choice;
}

/** The state of the panel, apart from what it shows. */
export interface IUiState {
  readonly isListOpen: boolean;
  readonly shown: Shown;
  /** The conversation that the list asks about at once. */
  readonly asking: string | null;
  readonly place: Place;
  /** Grows each time the keyboard should go to `place`. */
  readonly focusCount: number;
  readonly dismissed: ReadonlySet<Dismissable>;
  /** How much of the transcript stands open. */
  readonly density: Density;
  /** What was last to be brought into view; another object each time. */
  readonly reveal: IReveal | null;
  /** What was chosen last in the middle of a turn. */
  readonly chosen: IChosen | null;
}

const PREFIX = 'remote-claude:dismissed:';

/** Holds it and says when it changes. */
export class PanelUi {
  constructor(private readonly _storage: Storage) {
    this._state = {
      isListOpen: false,
      shown: 'all',
      asking: null,
      place: 'composer',
      focusCount: 0,
      dismissed: new Set((['demo', 'trust'] as const).filter(name => this._isDismissed(name))),
      density: 'normal',
      reveal: null,
      chosen: null
    };
  }

  get state(): IUiState {
    return this._state;
  }

  /** Emitted when `state` is another one. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Show the list, or one heap of it; `asking` is a conversation to ask about at once. */
  openList(shown: Shown = 'all', asking: string | null = null): void {
    this._set({ isListOpen: true, shown, asking });
  }

  /** Show the conversation. */
  closeList(): void {
    this._set({ isListOpen: false, asking: null });
  }

  /** Bring the keyboard somewhere. */
  focus(place: Place): void {
    const focusCount = this._state.focusCount + 1;
    this._set({ isListOpen: false, asking: null, place, focusCount });
  }

  /** Show more or less of the transcript. */
  setDensity(density: Density): void {
    if (density !== this._state.density) {
      this._set({ density });
    }
  }

  /** Bring a row of the transcript into view. */
  reveal(row: string): void {
    this._set({ isListOpen: false, asking: null, reveal: { row } });
  }

  /** Say from when on a choice counts, as long as the turn lasts. */
  tellChosen(chosen: IChosen): void {
    this._set({ chosen });
  }

  /** Put a notice away until the browser is closed. */
  dismiss(name: Dismissable): void {
    try {
      this._storage.setItem(PREFIX + name, 'yes');
    } catch {
      // Without storage it comes back at the next reload, that is all.
    }
    this._set({ dismissed: new Set([...this._state.dismissed, name]) });
  }

  private _isDismissed(name: Dismissable): boolean {
    try {
      return this._storage.getItem(PREFIX + name) !== null;
    } catch {
      return false;
    }
  }

  private _set(part: Partial<IUiState>): void {
    this._state = { ...this._state, ...part };
    this._changed.emit();
  }

  private _state: IUiState;
  private readonly _changed = new Signal<this, void>(this);
}
