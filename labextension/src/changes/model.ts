/** What one turn changed: read from the server, taken back through it, commented on. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Client } from '../api/client';
import { explain, type IExplained } from '../api/errors';
import type { FileChange, Place, TurnChanges } from '../api/types';
import type { Comments, IComment } from './comments';

export type Layout = 'split' | 'unified';

/** The changes of one turn; emits `changed` when anything of it is another. */
export class ChangesModel {
  constructor(private readonly _options: ChangesModel.IOptions) {
    _options.comments.changed.connect(this._emit, this);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted with its path when a file was taken back. */
  get reverted(): ISignal<this, string> {
    return this._reverted;
  }

  get told(): TurnChanges | null {
    return this._told;
  }

  get problem(): IExplained | null {
    return this._problem;
  }

  get isBusy(): boolean {
    return this._isBusy;
  }

  get layout(): Layout {
    return this._layout;
  }

  /** The file that is shown. */
  get file(): FileChange | null {
    const files = this._told?.files ?? [];
    return files.find(file => file.path === this._path) ?? files[0] ?? null;
  }

  /** The comments of this conversation, of all turns: they go out together. */
  get comments(): readonly IComment[] {
    return this._options.comments.list(this._options.conversation);
  }

  get turn(): string {
    return this._options.turn;
  }

  async load(): Promise<void> {
    const { client, conversation, turn } = this._options;
    await this._try(async () => {
      this._told = await client.changes(conversation, turn);
    });
  }

  select(path: string): void {
    this._path = path;
    this._emit();
  }

  setLayout(layout: Layout): void {
    this._layout = layout;
    this._emit();
  }

  /** Take the file back that is shown, or one place of it. */
  async revert(file: FileChange, place?: Place): Promise<void> {
    const { client, conversation, turn } = this._options;
    await this._try(async () => {
      this._path = file.path;
      const body = place === undefined ? { path: file.path } : { path: file.path, place };
      await client.revertChange(conversation, turn, body);
      this._reverted.emit(file.path);
    });
    const { _problem: problem } = this;
    await this.load();
    this._problem ??= problem;
    this._emit();
  }

  /** Say something about a line of the file that is shown; no words take it away. */
  comment(path: string, line: number, quote: string, text: string): void {
    const { comments, conversation, turn } = this._options;
    const known = this.comments.find(
      each => each.turn === turn && each.path === path && each.line === line
    );
    comments.put(conversation, { id: known?.id ?? UUID.uuid4(), turn, path, line, quote, text });
  }

  dispose(): void {
    this._options.comments.changed.disconnect(this._emit, this);
    Signal.clearData(this);
  }

  private async _try(act: () => Promise<void>): Promise<void> {
    this._isBusy = true;
    this._emit();
    try {
      await act();
      this._problem = null;
    } catch (error) {
      this._problem = explain(error, this._options.trans);
    }
    this._isBusy = false;
    this._emit();
  }

  private _emit(): void {
    this._changed.emit();
  }

  private _told: TurnChanges | null = null;
  private _path = '';
  private _layout: Layout = 'split';
  private _problem: IExplained | null = null;
  private _isBusy = false;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _reverted = new Signal<this, string>(this);
}

export namespace ChangesModel {
  /** What it is made of. */
  export interface IOptions {
    client: Client;
    comments: Comments;
    conversation: string;
    turn: string;
    trans: TranslationBundle;
  }
}
