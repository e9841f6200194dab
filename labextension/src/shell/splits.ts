/** The shell's split panels, which it does not hand out. */
import { SplitPanel, type Widget } from '@lumino/widgets';

/** Ids of the shell's split panels. */
export const COLUMNS = 'jp-main-split-panel';
export const ROWS = 'jp-main-vsplit-panel';

/** A split panel by its id; null where the shell is built otherwise. */
export function findSplit(root: Widget, id: string): SplitPanel | null {
  const found = find(root, id);
  return found instanceof SplitPanel ? found : null;
}

function find(root: Widget, id: string): Widget | null {
  for (const child of root.layout ?? []) {
    const found = child.id === id ? child : find(child, id);
    if (found) {
      return found;
    }
  }
  return null;
}
