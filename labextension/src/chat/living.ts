/** Paths in drawn text become buttons that open them; what was text stays text. */

import type { IFoundPath } from './paths';
import { findPaths } from './paths';

const OPENS = new WeakMap<Element, IFoundPath>();
/** Where a path is something else, or has to be copied as it stands. */
const ELSEWHERE = 'a, button, pre.rc-as-is, .rc-code, .MathJax, mjx-container, svg, textarea';

/** Make the paths below a node live. */
export function enliven(
  host: HTMLElement,
  workspace: string,
  label: (path: string) => string
): void {
  const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.parentElement?.closest(ELSEWHERE) === null) {
      texts.push(node as Text);
    }
  }
  for (const text of texts) {
    const found = findPaths(text.data, workspace);
    if (found.length > 0) {
      text.replaceWith(...pieces(text.data, found, label));
    }
  }
}

function pieces(
  text: string,
  found: readonly IFoundPath[],
  label: (path: string) => string
): (string | HTMLElement)[] {
  const result: (string | HTMLElement)[] = [];
  let position = 0;
  for (const one of found) {
    result.push(
      text.slice(position, one.start),
      toButton(text.slice(one.start, one.end), one, label)
    );
    position = one.end;
  }
  return [...result, text.slice(position)];
}

function toButton(text: string, found: IFoundPath, label: (path: string) => string): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'rc-path rc-living';
  button.textContent = text;
  button.title = label(found.line === null ? found.path : `${found.path}:${found.line}`);
  OPENS.set(button, found);
  return button;
}

/** Open what was clicked; false where it was no path. */
export function openLiving(
  target: Element,
  openFile: (path: string, line: number | null) => void
): boolean {
  const button = target.closest('.rc-living');
  const found = button === null ? undefined : OPENS.get(button);
  if (found !== undefined) {
    openFile(found.path, found.line);
  }
  return found !== undefined;
}
