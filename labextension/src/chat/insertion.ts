/** Where text can be put into the person's own work: the editor or cell that was last used. */

import type { ILabShell } from '@jupyterlab/application';
import type { IEditorTracker } from '@jupyterlab/fileeditor';
import type { INotebookTracker, Notebook } from '@jupyterlab/notebook';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

/** The little of an editor that is used here. */
interface IEditor {
  readonly replaceSelection?: (text: string) => void;
  getOption: (name: 'readOnly') => unknown;
  focus: () => void;
}

/** What is followed; without them nothing can be inserted. */
export interface IInsertionOptions {
  shell: ILabShell | null;
  editors: IEditorTracker | null;
  notebooks: INotebookTracker | null;
}

/** Follows which editor or notebook was used last. */
export class Insertion {
  constructor(private readonly _options: IInsertionOptions) {
    const { shell, editors, notebooks } = _options;
    shell?.currentChanged.connect(this._look, this);
    shell?.layoutModified.connect(this._look, this);
    editors?.widgetAdded.connect(this._look, this);
    notebooks?.widgetAdded.connect(this._look, this);
  }

  /** Whether there is an editor to insert into. */
  get isPossible(): boolean {
    return this._isPossible;
  }

  /** Emitted when `isPossible` is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Put a text where the cursor is, in place of what is selected; false where that cannot be. */
  insert(text: string): boolean {
    const editor = this._editor();
    if (editor?.replaceSelection === undefined || editor.getOption('readOnly') === true) {
      return false;
    }
    editor.replaceSelection(text.replace(/\n$/, ''));
    editor.focus();
    return true;
  }

  private _look(): void {
    const { shell, editors, notebooks } = this._options;
    const current = shell?.currentWidget;
    if (current != null) {
      const isFile = editors?.has(current) === true;
      this._last = isFile ? 'editor' : notebooks?.has(current) === true ? 'notebook' : this._last;
    }
    const isPossible = this._file() !== null || this._notebook() !== null;
    if (isPossible !== this._isPossible) {
      this._isPossible = isPossible;
      this._changed.emit();
    }
  }

  private _file(): IEditor | null {
    return this._options.editors?.currentWidget?.content.editor ?? null;
  }

  private _notebook(): Notebook | null {
    return this._options.notebooks?.currentWidget?.content ?? null;
  }

  private _editor(): IEditor | null {
    const [file, notebook] = [this._file(), this._notebook()];
    if (notebook === null || (file !== null && this._last !== 'notebook')) {
      return file;
    }
    notebook.mode = 'edit';
    return notebook.activeCell?.editor ?? null;
  }

  private _last: 'editor' | 'notebook' | null = null;
  private _isPossible = false;
  private readonly _changed = new Signal<this, void>(this);
}
