/** A dot behind the names of files in JupyterLab's file browser. */

import type { DirListing } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';

const NAME = '.jp-DirListing-itemName';
const TEXT = '.jp-DirListing-itemText';
const BADGE = 'rc-changed';

/** Draws what `words` says about an item, behind its name; nothing where it is empty. */
export class Badges {
  constructor(
    renderer: DirListing.IRenderer,
    private readonly _words: (item: Contents.IModel) => string
  ) {
    const update = renderer.updateItemNode.bind(renderer);
    renderer.updateItemNode = (node, item, ...more) => {
      update(node, item, ...more);
      this._items.set(node, item);
      this._draw(node, item);
    };
  }

  /** Draw all that is on the page again. */
  refresh(): void {
    for (const node of document.querySelectorAll<HTMLElement>('.jp-DirListing-item')) {
      const item = this._items.get(node);
      if (item !== undefined) {
        this._draw(node, item);
      }
    }
  }

  private _draw(node: HTMLElement, item: Contents.IModel): void {
    const words = this._words(item);
    const known = node.querySelector<HTMLElement>(`.${BADGE}`);
    const text = node.querySelector(TEXT);
    if (words === '') {
      known?.remove();
      text?.removeAttribute('aria-description');
      return;
    }
    const badge = known ?? document.createElement('span');
    if (badge.title !== words) {
      badge.className = BADGE;
      badge.title = words;
      badge.setAttribute('role', 'img');
      badge.setAttribute('aria-label', words);
    }
    text?.setAttribute('aria-description', words); // it is the name that the keyboard goes to
    if (known === null) {
      node.querySelector(NAME)?.append(badge);
    }
  }

  private readonly _items = new WeakMap<HTMLElement, Contents.IModel>();
}
