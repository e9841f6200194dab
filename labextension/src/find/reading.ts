/** Reads the pages before what is here, one after the other, until all is there or somebody says stop. */

import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Earlier } from '../chat/history';

/** How far it is: `part` stopped by itself after many pages, `stopped` by the person. */
export type Progress = 'all' | 'reading' | 'stopped' | 'part' | 'failed';

/** So many pages at a stretch: some hundred thousand frames. */
const MOST_PAGES = 60;

/** What it reads from. */
export interface IPages {
  readonly earlier: Earlier;
  /** Read one page; false where it did not come. */
  load(): Promise<boolean>;
  /** Resolved when `earlier` may be another. */
  change(): Promise<void>;
}

/** One reader for a search. */
export class Reading {
  constructor(private readonly _pages: IPages) {}

  /** Emitted after each page, and when `progress` is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get progress(): Progress {
    return this._pages.earlier === 'none' ? 'all' : this._progress;
  }

  /** Begin, or go on; nothing where it is reading already. */
  start(): void {
    if (this._run === null && this._pages.earlier !== 'none') {
      const run = {};
      this._run = run;
      this._progress = 'reading';
      this._changed.emit();
      void this._read(run);
    }
  }

  /** Read no further. */
  stop(): void {
    this._end('stopped');
  }

  /** Whether it goes on by itself when something is searched for. */
  get isEager(): boolean {
    return this._progress === 'reading' || this._progress === 'all';
  }

  /** Another conversation, or another search: it may begin anew. */
  reset(): void {
    this._end('all');
  }

  private async _read(run: object): Promise<void> {
    for (let page = 0; page < MOST_PAGES; page++) {
      const isThere = await this._page();
      if (this._run !== run) {
        return;
      }
      if (!isThere || this._pages.earlier === 'none') {
        this._end(isThere ? 'all' : 'failed');
        return;
      }
      this._changed.emit();
    }
    this._end('part');
  }

  /** One page; somebody who scrolls up may be reading it already. */
  private async _page(): Promise<boolean> {
    const isLoading = () => this._pages.earlier === 'loading';
    if (!isLoading()) {
      return this._pages.load();
    }
    while (isLoading()) {
      await this._pages.change();
    }
    return this._pages.earlier !== 'failed';
  }

  private _end(progress: Progress): void {
    this._run = null;
    this._progress = progress;
    this._changed.emit();
  }

  private _run: object | null = null;
  private _progress: Progress = 'all';
  private readonly _changed = new Signal<this, void>(this);
}
