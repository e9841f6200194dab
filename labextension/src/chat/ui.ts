/** What the panel itself remembers: which part is open, where the cursor should be, what was dismissed. */

import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Shown } from '../conversations/rules';
import type { Density } from './density';
import type { IRewindTarget } from './rewinding';
import type { Choice } from './state';

/** Notices that can be put away until the browser is closed. */
export type Dismissable = 'demo' | 'trust';

/** Where the keyboard should go next. */
export type Place = 'composer' | 'approval' | 'mode' | 'model' | 'effort' | 'usage' | 'transcript';

/** A row that should come into view. */
export interface IReveal {
  readonly row: string;
  /** Whether the reader comes from elsewhere: then it is shown which one it is. */
  readonly isPlace: boolean;
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
  /** A place of the conversation that is being looked up; another object each time. */
  readonly seeking: object | null;
  /** What the person thinks of rewinding. */
  readonly rewinding: IRewindTarget | null;
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
      chosen: null,
      seeking: null,
      rewinding: null
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
    this._set({ isListOpen: true, shown, asking, seeking: null });
  }

  /** Show the conversation. */
  closeList(): void {
    this._set({ isListOpen: false, asking: null, seeking: null });
  }

  /** Bring the keyboard somewhere. */
  focus(place: Place): void {
    const focusCount = this._state.focusCount + 1;
    this._set({ isListOpen: false, asking: null, place, focusCount, seeking: null });
  }

  /** Ask about a rewind; null: no more. */
  askRewind(rewinding: IRewindTarget | null): void {
    this._set({ isListOpen: false, asking: null, rewinding, seeking: null });
  }

  /** Show more or less of the transcript. */
  setDensity(density: Density): void {
    if (density !== this._state.density) {
      this._set({ density });
    }
  }

  /** Bring a row of the transcript into view. */
  reveal(row: string): void {
    this._set({ isListOpen: false, asking: null, reveal: { row, isPlace: false } });
  }

  /**
   * Show the conversation at the row that `find` answers, once it does; null is nowhere. Whoever goes
   * elsewhere meanwhile stays there.
   */
  async seek(find: () => Promise<string | null>): Promise<void> {
    const seeking = {};
    this._set({ isListOpen: false, asking: null, place: 'transcript', seeking });
    const row = await find();
    if (this._state.seeking === seeking) {
      this._set({
        seeking: null,
        ...(row === null ? {} : { reveal: { row, isPlace: true } })
      });
    }
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
