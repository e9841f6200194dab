/** Keeps open documents true to their files: reloads clean ones, asks about dirty ones. */

import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import type { Widget } from '@lumino/widgets';

import { Soon } from '../common/soon';
import { Guarded } from './guarded';

const LOOK_MS = 150;

/** A document, and the next comparison with its file. */
interface IFollowed {
  readonly guarded: Guarded;
  readonly soon: Soon;
  /** Whether it was Claude's work that asked for it. */
  isByClaude: boolean;
}

/** Follows all documents that are open. */
export class Follower {
  constructor(private readonly _options: Follower.IOptions) {}

  /** Stand before the documents that were opened meanwhile. */
  attach(): void {
    for (const [context, widgets] of this._open()) {
      const { guarded } = this._followed(context);
      for (const widget of widgets) {
        if (!this._told.has(widget)) {
          this._told.add(widget);
          this._options.onDocument(widget, guarded);
        }
      }
    }
  }

  /** Have every open document compared with its file soon; one that hangs keeps no other waiting. */
  look(isByClaude: boolean): void {
    this.attach();
    for (const context of this._open().keys()) {
      const followed = this._followed(context);
      followed.isByClaude ||= isByClaude;
      followed.soon.ask();
    }
  }

  /** Show the file as it is; cursor and scroll stay where they are in the text. */
  async reload(context: DocumentRegistry.Context): Promise<void> {
    const { remember } = await import('./place');
    const backs = (this._open().get(context) ?? []).map(remember);
    if (await this._followed(context).guarded.read()) {
      for (const back of backs) {
        back();
      }
    }
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

  private _followed(context: DocumentRegistry.Context): IFollowed {
    const known = this._all.get(context);
    if (known !== undefined) {
      return known;
    }
    const guarded = new Guarded(context, this._options.contents);
    const made: IFollowed = {
      guarded,
      isByClaude: false,
      soon: new Soon(async () => {
        const { isByClaude } = made;
        made.isByClaude = false;
        await guarded.look(() => this.reload(context), isByClaude);
      }, LOOK_MS)
    };
    this._all.set(context, made);
    return made;
  }

  private readonly _all = new WeakMap<DocumentRegistry.Context, IFollowed>();
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
