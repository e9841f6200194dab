/** Keeps open documents true to their files: reloads clean ones, asks about dirty ones. */

import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import type { Widget } from '@lumino/widgets';

import { Guarded } from './guarded';

/** Follows all documents that are open. */
export class Follower {
  constructor(private readonly _options: Follower.IOptions) {}

  /** Stand before the documents that were opened meanwhile. */
  attach(): void {
    for (const [context, widgets] of this._open()) {
      const guarded = this._guarded(context);
      for (const widget of widgets) {
        if (!this._told.has(widget)) {
          this._told.add(widget);
          this._options.onDocument(widget, guarded);
        }
      }
    }
  }

  /** Compare every open document with its file. */
  async look(isByClaude: boolean): Promise<void> {
    this.attach();
    await Promise.all(
      [...this._open().keys()].map(context =>
        this._guarded(context).look(() => this.reload(context), isByClaude)
      )
    );
  }

  /** Show the file as it is; cursor and scroll stay where they are in the text. */
  async reload(context: DocumentRegistry.Context): Promise<void> {
    const { remember } = await import('./place');
    const backs = (this._open().get(context) ?? []).map(remember);
    await context.revert();
    context.model.dirty = false;
    for (const back of backs) {
      back();
    }
    this._guarded(context).settle();
  }

  private _open(): Map<DocumentRegistry.Context, IDocumentWidget[]> {
    const { documents, widgets } = this._options;
    const open = new Map<DocumentRegistry.Context, IDocumentWidget[]>();
    for (const widget of widgets()) {
      const context = documents.contextForWidget(widget);
      if (context !== undefined) {
        const known = open.get(context) ?? [];
        open.set(context, [...known, widget as IDocumentWidget]);
      }
    }
    return open;
  }

  private _guarded(context: DocumentRegistry.Context): Guarded {
    const known = this._all.get(context);
    if (known !== undefined) {
      return known;
    }
    const made = new Guarded(context, this._options.contents);
    this._all.set(context, made);
    return made;
  }

  private readonly _all = new WeakMap<DocumentRegistry.Context, Guarded>();
  private readonly _told = new WeakSet<Widget>();
}

export namespace Follower {
  /** What it is made of. */
  export interface IOptions {
    documents: IDocumentManager;
    contents: Contents.IManager;
    /** The widgets of the main area. */
    widgets: () => Iterable<Widget>;
    /** Called once for each view of a document. */
    onDocument: (widget: IDocumentWidget, guarded: Guarded) => void;
  }
}
