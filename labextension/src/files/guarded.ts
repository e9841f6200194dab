/** An open document whose file may change on disk: asks before saving, keeps one, takes the other. */

import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** How a document stands to its file. */
export type Standing = 'same' | 'newer' | 'unknown';

/** What both versions say, as text. */
export interface IVersions {
  readonly mine: string;
  readonly theirs: string;
}

/**
 * Stands before `save` of a document's context, so that a file that is another by now raises our
 * question and never JupyterLab's dialog. Only public members of the context are used.
 */
export class Guarded {
  constructor(
    readonly context: DocumentRegistry.Context,
    private readonly _contents: Contents.IManager
  ) {
    this._save = context.save.bind(context);
    context.save = () => this._ask();
    context.saveState.connect((_, state) => {
      this._isSaving = state === 'started';
    });
    context.disposed.connect(() => {
      Signal.clearData(this);
    });
  }

  /** Whether the person has to choose between two versions. */
  get isOpen(): boolean {
    return this._isOpen;
  }

  /** Whether it was Claude's work that brought the question up. */
  get isByClaude(): boolean {
    return this._isByClaude;
  }

  /** Emitted when the question came or went. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Compare with the file: a clean document is handed to `reload`, a dirty one is asked about. */
  async look(reload: () => Promise<void>, isByClaude: boolean): Promise<void> {
    const { model } = this.context;
    await this._written;
    if (!this._isCalm()) {
      return;
    }
    const known = this._hash();
    const standing = await this._stand();
    // What was saved or read meanwhile makes this comparison an old one.
    if (!this._isCalm() || this._hash() !== known) {
      return;
    }
    if (standing === 'newer' && !model.dirty) {
      this._isByClaude = isByClaude;
      await reload();
    } else {
      this._setOpen(standing === 'newer', isByClaude);
    }
  }

  /**
   * Show the file as it is; false where the person wrote while it was on its way. What was written
   * stays then, and which of the two it shall be is asked.
   */
  async read(): Promise<boolean> {
    const { context } = this;
    const { model } = context;
    const isChosen = model.dirty;
    const known = this._known();
    const seen = { isLate: false };
    const unlessLate =
      <T>(take: (value: T) => void) =>
      (value: T): void => {
        seen.isLate = model.dirty && !isChosen;
        if (!seen.isLate) {
          take(value);
        }
      };
    model.fromString = unlessLate(model.fromString.bind(model));
    model.fromJSON = unlessLate(model.fromJSON.bind(model));
    try {
      await context.revert();
    } finally {
      Reflect.deleteProperty(model, 'fromString');
      Reflect.deleteProperty(model, 'fromJSON');
    }
    if (seen.isLate) {
      this._pretend(known);
      this._setOpen(true, this._isByClaude);
      return false;
    }
    model.dirty = false;
    this._setOpen(false, false);
    return true;
  }

  /** Save the document over the file. */
  async keepMine(): Promise<void> {
    const { context } = this;
    const { hash, last_modified } = await this._onDisk(false);
    const known = context.contentsModel;
    // The person has seen the newer file.
    this._pretend(
      known === null ? null : { ...known, last_modified, ...(hash !== undefined && { hash }) }
    );
    try {
      await this._write();
    } finally {
      this._known();
    }
    this._setOpen(false, false);
  }

  /** Both versions, to compare them. */
  async versions(): Promise<IVersions> {
    const found = await this._onDisk(true);
    const content: unknown = found.content;
    const { model } = this.context;
    return found.format === 'json'
      ? { mine: toText(model.toJSON()), theirs: toText(content) }
      : { mine: model.toString(), theirs: String(content).replace(/\r\n?/g, '\n') };
  }

  private async _ask(): Promise<void> {
    if (this.context.model.dirty && (await this._stand()) === 'newer') {
      this._setOpen(true, this._isByClaude);
      throw new CancelledError();
    }
    this._known();
    await this._write();
  }

  private async _write(): Promise<void> {
    const saving = this._save();
    this._written = saving.catch(() => undefined);
    try {
      await saving;
    } finally {
      this._isSaving = false; // JupyterLab does not say so of one that was given up
    }
  }

  /** JupyterLab compares with what `contentsModel` says: let it say this, until `_known` is asked. */
  private _pretend(contents: Omit<Contents.IModel, 'content'> | null): void {
    Object.defineProperty(this.context, 'contentsModel', {
      configurable: true,
      get: () => contents
    });
  }

  /** What was pretended ends. */
  private _known(): Omit<Contents.IModel, 'content'> | null {
    Reflect.deleteProperty(this.context, 'contentsModel');
    return this.context.contentsModel;
  }

  private _isCalm(): boolean {
    return this.context.isReady && !this.context.isDisposed && !this._isSaving;
  }

  private _hash(): string | undefined {
    return this.context.contentsModel?.hash;
  }

  private async _stand(): Promise<Standing> {
    const known = this._hash();
    if (typeof known !== 'string' || this.context.model.collaborative === true) {
      return 'unknown';
    }
    try {
      const { hash } = await this._onDisk(false);
      return typeof hash !== 'string' ? 'unknown' : hash === known ? 'same' : 'newer';
    } catch {
      return 'unknown'; // gone, or out of reach: saving tells what is the matter
    }
  }

  private _onDisk(content: boolean): Promise<Contents.IModel> {
    const { path, contentsModel } = this.context;
    const { type, format } = contentsModel ?? {};
    const kind = content && type !== undefined && format != null ? { type, format } : {};
    return this._contents.get(path, { content, hash: true, ...kind });
  }

  private _setOpen(isOpen: boolean, isByClaude: boolean): void {
    if (isOpen !== this._isOpen || (isOpen && isByClaude && !this._isByClaude)) {
      this._isOpen = isOpen;
      this._isByClaude = isByClaude;
      this._changed.emit();
    }
  }

  private readonly _save: () => Promise<void>;
  /** The last save of ours, done or failed. */
  private _written: Promise<void> = Promise.resolve();
  private _isSaving = false;
  private _isOpen = false;
  private _isByClaude = false;
  private readonly _changed = new Signal<this, void>(this);
}

/** Saving waits for an answer; JupyterLab takes this name for a person's "Cancel" and is silent. */
class CancelledError extends Error {
  constructor() {
    super('Cancel');
    this.name = 'ModalCancelError';
  }
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
