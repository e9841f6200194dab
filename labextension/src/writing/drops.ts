/** Things that are dragged over an element: the system's files, and JupyterLab's own. */

import type { IDisposable } from '@lumino/disposable';

/** What JupyterLab's file browser drags: paths. */
const CONTENTS = 'application/x-jupyter-icontents';

/** JupyterLab's own events; they go through Lumino, not through the browser. */
const OWN = ['lm-dragenter', 'lm-dragover', 'lm-dragleave', 'lm-drop'] as const;
const SYSTEM = ['dragenter', 'dragover', 'dragleave', 'drop'] as const;

/** The little of Lumino's event that is used here. */
type OwnDrag = MouseEvent & {
  dropAction: string;
  readonly proposedAction: string;
  readonly mimeData: { hasData: (type: string) => boolean; getData: (type: string) => unknown };
};

/** Told what happens. */
export interface IDropTarget {
  readonly onOver: (isOver: boolean) => void;
  readonly onFiles: (files: readonly File[], folders: readonly string[]) => void;
  readonly onPaths: (paths: readonly string[]) => void;
}

/** Listens on an element until it is disposed. */
export class Drops implements IDisposable {
  constructor(
    private readonly _host: HTMLElement,
    private readonly _target: IDropTarget
  ) {
    for (const name of [...OWN, ...SYSTEM]) {
      _host.addEventListener(name, this);
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    for (const name of [...OWN, ...SYSTEM]) {
      this._host.removeEventListener(name, this);
    }
  }

  handleEvent(event: Event): void {
    const isOwn = event.type.startsWith('lm-');
    const isMeant = isOwn
      ? (event as OwnDrag).mimeData.hasData(CONTENTS)
      : (event as DragEvent).dataTransfer?.types.includes('Files') === true;
    if (!isMeant) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const type = event.type.replace('lm-', '');
    if (type === 'dragleave') {
      const next = (event as MouseEvent).relatedTarget;
      this._target.onOver(next instanceof Node && this._host.contains(next));
      return;
    }
    this._target.onOver(type !== 'drop');
    if (isOwn) {
      this._own(event as OwnDrag, type);
    } else {
      this._system(event as DragEvent, type);
    }
  }

  private _own(event: OwnDrag, type: string): void {
    event.dropAction = event.proposedAction; // the paths stay where they are: nothing moves them
    if (type === 'drop') {
      const paths = event.mimeData.getData(CONTENTS);
      this._target.onPaths(
        Array.isArray(paths) ? paths.filter(path => typeof path === 'string') : []
      );
    }
  }

  private _system({ dataTransfer }: DragEvent, type: string): void {
    if (dataTransfer === null) {
      return;
    }
    dataTransfer.dropEffect = 'copy';
    if (type === 'drop') {
      const entries = [...dataTransfer.items].map(item => item.webkitGetAsEntry());
      const folders = entries.flatMap(entry => (entry?.isDirectory === true ? [entry.name] : []));
      const isFolder = new Set(folders);
      this._target.onFiles(
        [...dataTransfer.files].filter(file => !isFolder.has(file.name)),
        folders
      );
    }
  }

  private _isDisposed = false;
}
