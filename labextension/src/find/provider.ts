/** A conversation as something that JupyterLab's search box can search. */

import type { ISearchMatch, ISearchProvider } from '@jupyterlab/documentsearch';
import { Throttler } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { ChatModel } from '../chat/model';
import { toRows } from '../chat/selectors';
import type { PanelUi } from '../chat/ui';
import type { Marks } from './marks';
import type { IMatch } from './matches';
import { findAll, nearest } from './matches';
import type { Pieces } from './pieces';
import type { Reading } from './reading';

/** While Claude writes, the matches are counted anew this often. */
const RECOUNT_MS = 400;

/** Searches what the model has, not what is drawn. */
export class ChatSearch implements ISearchProvider {
  constructor(private readonly _options: ChatSearch.IOptions) {
    const { chat, ui, reading } = _options;
    this._recount = new Throttler(
      () => {
        this._changed.emit();
      },
      { limit: RECOUNT_MS, edge: 'trailing' }
    );
    this._density = ui.state.density;
    chat.changed.connect(this._onChat, this);
    ui.changed.connect(this._onUi, this);
    reading.changed.connect(this._onReading, this);
  }

  readonly isReadOnly = true;

  /** Emitted when what was found may be another by now; the search box asks again. */
  get stateChanged(): ISignal<this, void> {
    return this._changed;
  }

  get currentMatchIndex(): number | null {
    const index = this._matches.findIndex(match => match.id === this._current?.id);
    return index < 0 ? null : index;
  }

  get matchesCount(): number | null {
    return this._query === null ? null : this._matches.length;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** A short text that is selected in the transcript. */
  getInitialQuery(): string {
    const selection = document.getSelection();
    const text = selection?.toString() ?? '';
    const node = selection?.anchorNode ?? null;
    const isOurs = node !== null && this._options.transcript()?.contains(node) === true;
    return isOurs && text.length <= 100 && !text.includes('\n') ? text.trim() : '';
  }

  /** Find what fits, and go to the nearest of it; the same query again only counts anew. */
  startQuery(query: RegExp): Promise<void> {
    const { reading } = this._options;
    const isSame = this._query?.source === query.source && this._query.flags === query.flags;
    if (this._conversation !== this._options.chat.id) {
      this._conversation = this._options.chat.id;
      reading.reset();
    }
    this._query = query;
    this._find(query);
    if (!isSame || this._current === null) {
      const first = this._options.marks.firstInView();
      const at = this._rows.findIndex(row => row.key === first);
      this._go(nearest(this._matches, Math.max(at, 0)));
    } else {
      this._options.marks.show(query, this._current, false);
    }
    if (reading.isEager) {
      reading.start();
    }
    return Promise.resolve();
  }

  endQuery(): Promise<void> {
    this._query = null;
    this._current = null;
    this._matches = [];
    this._options.marks.clear();
    this._options.reading.reset();
    return Promise.resolve();
  }

  clearHighlight(): Promise<void> {
    this._options.marks.clear();
    return Promise.resolve();
  }

  highlightNext(): Promise<ISearchMatch | undefined> {
    return this._step(1);
  }

  highlightPrevious(): Promise<ISearchMatch | undefined> {
    return this._step(-1);
  }

  /** Nobody rewrites what was said. */
  replaceCurrentMatch(): Promise<boolean> {
    return Promise.resolve(false);
  }

  replaceAllMatches(): Promise<boolean> {
    return Promise.resolve(false);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    const { chat, ui, reading, marks } = this._options;
    chat.changed.disconnect(this._onChat, this);
    ui.changed.disconnect(this._onUi, this);
    reading.changed.disconnect(this._onReading, this);
    this._recount.dispose();
    marks.clear();
    Signal.clearData(this);
  }

  private _find(query: RegExp): void {
    const { chat, ui, pieces } = this._options;
    const { state, outbox } = chat;
    this._rows = toRows(state, outbox, ui.state.density);
    this._matches = findAll(query, this._rows, state.lanes, pieces);
    this._current = this._matches.find(match => match.id === this._current?.id) ?? null;
  }

  private _step(by: 1 | -1): Promise<ISearchMatch | undefined> {
    const count = this._matches.length;
    if (count > 0) {
      const now = this.currentMatchIndex ?? (by > 0 ? -1 : 0);
      this._go((now + by + count) % count);
    }
    const match = this._current;
    return Promise.resolve(match === null ? undefined : { text: match.text, position: match.nth });
  }

  private _go(index: number | null): void {
    const { ui, opened, marks } = this._options;
    const match = index === null ? undefined : this._matches[index];
    this._current = match ?? null;
    for (const name of match?.opens ?? []) {
      opened.set(`${ui.state.density}:${name}`, true);
    }
    if (this._query !== null) {
      marks.show(this._query, this._current, true);
    }
    if (match !== undefined) {
      ui.reveal(match.row);
    }
  }

  private _onChat(): void {
    if (this._query !== null) {
      void this._recount.invoke();
    }
  }

  private _onUi(): void {
    const { density } = this._options.ui.state;
    if (density !== this._density) {
      this._density = density;
      this._onChat();
    }
  }

  private _onReading(): void {
    if (this._query !== null) {
      this._changed.emit();
    }
  }

  private _query: RegExp | null = null;
  private _conversation: string | null = null;
  private _density: string;
  private _rows: ReturnType<typeof toRows> = [];
  private _matches: readonly IMatch[] = [];
  private _current: IMatch | null = null;
  private _isDisposed = false;
  private readonly _recount: Throttler;
  private readonly _changed = new Signal<this, void>(this);
}

export namespace ChatSearch {
  /** What it searches with. */
  export interface IOptions {
    chat: ChatModel;
    ui: PanelUi;
    pieces: Pieces;
    reading: Reading;
    marks: Marks;
    /** What was opened or closed by hand in the transcript. */
    opened: Map<string, boolean>;
    /** The element of the transcript, where it is drawn. */
    transcript: () => Element | null;
  }
}
