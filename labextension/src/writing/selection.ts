/** Follows what is selected in the editor or cell that was last used, and whether it is sent. */

import type { ILabShell } from '@jupyterlab/application';
import type { FileEditor, IEditorTracker } from '@jupyterlab/fileeditor';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Debouncer } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { Attachment } from '../api/types';
import type { ISelection } from './selected';
import { isSame, toSelected } from './selected';

/** A selection that is being drawn is told when it rests. */
const REST_MS = 120;

type Editor = FileEditor['editor'];

/** An editor, and what it edits. */
interface IPlace {
  readonly editor: Editor;
  readonly path: string;
  readonly cell: string | null;
}

/** Where it looks. */
export interface IFollowed {
  readonly shell: ILabShell | null;
  readonly editors: IEditorTracker | null;
  readonly notebooks: INotebookTracker | null;
}

export interface ISelectionOptions {
  trans: TranslationBundle;
  toLocalPath: (path: string) => string;
  /** Keeps the choice for the pages to come. */
  onChoose: (isOn: boolean) => void;
}

/** The selection in the editor that is in view. */
export class EditorSelection {
  constructor(private readonly _options: ISelectionOptions) {}

  /** Look here from now on. */
  follow(places: IFollowed): void {
    const { shell, editors, notebooks } = places;
    this._places = places;
    shell?.currentChanged.connect(this._later, this);
    shell?.layoutModified.connect(this._later, this);
    editors?.currentChanged.connect(this._later, this);
    notebooks?.currentChanged.connect(this._later, this);
    notebooks?.activeCellChanged.connect(this._later, this);
    this._later();
  }

  /** What is selected, whether it is sent or not; null where nothing is. */
  get current(): Attachment | null {
    return this._current;
  }

  /** Whether it goes with messages. */
  get isOn(): boolean {
    return this._isOn;
  }

  /** Emitted when one of the two is another. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What goes with a message that is sent now. */
  take(): Attachment | null {
    this._look();
    return this._isOn ? this._current : null;
  }

  /** A person's choice, which is remembered. */
  choose(isOn: boolean): void {
    this.setOn(isOn);
    this._options.onChoose(isOn);
  }

  /** The choice as it was remembered. */
  setOn(isOn: boolean): void {
    if (isOn !== this._isOn) {
      this._isOn = isOn;
      this._changed.emit();
    }
  }

  dispose(): void {
    this._follow(null);
    this._rest.dispose();
    Signal.clearData(this);
  }

  private _later(): void {
    void this._rest.invoke();
  }

  private _look(): void {
    if (this._rest.isDisposed) {
      return;
    }
    const place = this._place();
    this._follow(place?.editor ?? null);
    const current = place === null ? null : toSelected(read(place));
    if (!isSame(current, this._current)) {
      this._current = current;
      this._changed.emit();
    }
  }

  private _follow(editor: Editor | null): void {
    if (editor !== this._followed) {
      this._followed?.model.selections.changed.disconnect(this._later, this);
      editor?.model.selections.changed.connect(this._later, this);
      this._followed = editor;
    }
  }

  /** The file or notebook in view; where both are, the one that was used last. */
  private _place(): IPlace | null {
    const { shell, editors, notebooks } = this._places;
    const current = shell?.currentWidget;
    if (current != null) {
      const isNotebook = notebooks?.has(current) === true;
      this._isNotebook = isNotebook || (this._isNotebook && editors?.has(current) !== true);
    }
    const [file, cell] = [this._file(), this._cell()];
    return this._isNotebook ? (cell ?? file) : (file ?? cell);
  }

  private _file(): IPlace | null {
    const widget = this._places.editors?.currentWidget;
    return widget?.isVisible === true
      ? { editor: widget.content.editor, path: this._path(widget.context), cell: null }
      : null;
  }

  private _cell(): IPlace | null {
    const widget = this._places.notebooks?.currentWidget;
    const editor = widget?.content.activeCell?.editor;
    if (widget?.isVisible !== true || editor == null) {
      return null;
    }
    const path = this._path(widget.context);
    const name = path.split('/').at(-1) ?? path;
    const number = widget.content.activeCellIndex + 1;
    return { editor, path, cell: this._options.trans.__('%1, cell %2', name, number) };
  }

  private _path({ path }: { path: string }): string {
    return this._options.toLocalPath(path);
  }

  private _places: IFollowed = { shell: null, editors: null, notebooks: null };
  private _current: Attachment | null = null;
  private _isOn = true;
  private _isNotebook = false;
  private _followed: Editor | null = null;
  private readonly _rest = new Debouncer(() => {
    this._look();
  }, REST_MS);
  private readonly _changed = new Signal<this, void>(this);
}

function read({ editor, path, cell }: IPlace): ISelection {
  const { start, end } = editor.getSelection();
  const [from, to] = [editor.getOffsetAt(start), editor.getOffsetAt(end)];
  const text = from === to ? '' : editor.model.sharedModel.getSource().slice(from, to);
  return { path, start, end, text, cell };
}
