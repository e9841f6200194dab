/** A narrow window, or a page that is zoomed in: one part at a time, and all back when there is room. */
import type { ILabShell } from '@jupyterlab/application';
import type { SplitPanel } from '@lumino/widgets';

import { PANEL_ID } from '../tokens';
import { firstLayout, isNarrow } from './rules';
import { COLUMNS, findSplit } from './splits';

/** Pixels of the bars at both sides. */
const EDGES = 68;

/** What stood where while there was room. */
interface IWide {
  readonly left: boolean;
  readonly right: boolean;
  readonly columns: readonly number[];
}

/** Keep every part reachable, whatever becomes of the width of the window. */
export function followWidth(labShell: ILabShell): void {
  let isNow = isNarrow(window.innerWidth);
  let wide: IWide = {
    left: true,
    right: true,
    columns: firstLayout(Number.MAX_SAFE_INTEGER).columns
  };
  if (isNow) {
    leaveToClaude(labShell);
  }
  labShell.currentChanged.connect(() => {
    if (isNow) {
      makeRoomForEditor(labShell);
    }
  });
  const split = findSplit(labShell, COLUMNS);
  const sharing = new Sharing(split);
  const remember = () => {
    const isWide = split !== null && !isNarrow(split.node.clientWidth + EDGES);
    if (isWide && !isNow && !isNarrow(window.innerWidth) && !sharing.isDue) {
      wide = look(labShell);
    }
  };
  remember();
  split?.handleMoved.connect(remember);
  labShell.layoutModified.connect(remember);
  const onResize = () => {
    const isNext = isNarrow(window.innerWidth);
    if (isNext === isNow) {
      return;
    }
    isNow = isNext;
    if (isNext) {
      squeeze(labShell);
      sharing.ask([0, 0, 1]);
    } else {
      restore(labShell, wide);
      sharing.ask(wide.columns);
    }
  };
  window.addEventListener('resize', onResize);
}

function look(labShell: ILabShell): IWide {
  return {
    left: !labShell.leftCollapsed,
    right: !labShell.rightCollapsed,
    columns: findSplit(labShell, COLUMNS)?.relativeSizes() ?? []
  };
}

/** What the person is at stays in view; the rest is one click away. */
function squeeze(labShell: ILabShell): void {
  const main = document.getElementById('jp-main-vsplit-panel');
  if (main?.contains(document.activeElement) === true || labShell.rightCollapsed) {
    makeRoomForEditor(labShell);
  } else {
    labShell.collapseLeft();
  }
}

/** Opening a side panel takes the keyboard along; nobody asked for that here. */
function restore(labShell: ILabShell, { left, right }: IWide): void {
  const { activeElement } = document;
  if (left && labShell.leftCollapsed) {
    labShell.expandLeft();
  }
  if (right && labShell.rightCollapsed) {
    labShell.expandRight();
  }
  if (activeElement instanceof HTMLElement) {
    requestAnimationFrame(() => {
      activeElement.focus({ preventScroll: true });
    });
  }
}

/** Shares of a width that the shell has not taken yet would become those of the old one: they wait. */
class Sharing {
  constructor(private readonly split: SplitPanel | null) {}

  /** True until the shell has the width that the shares asked for last are of. */
  get isDue(): boolean {
    return this.waiting !== null;
  }

  /** Share the columns out once the width is there, whatever was asked before. */
  ask(columns: readonly number[]): void {
    const { split } = this;
    if (split === null) {
      return;
    }
    this.waiting?.disconnect();
    this.waiting = new ResizeObserver(() => {
      const rest = window.innerWidth - split.node.clientWidth;
      if (rest >= 0 && rest < 2 * EDGES) {
        this.waiting?.disconnect();
        this.waiting = null;
        split.fit(); // how narrow a part may become is another question now
        split.setRelativeSizes([...columns]);
      }
    });
    this.waiting.observe(split.node);
  }

  private waiting: ResizeObserver | null = null;
}

/** What was laid out in a wide window leaves a narrow one to Claude. */
function leaveToClaude(labShell: ILabShell): void {
  labShell.collapseLeft();
  labShell.activateById(PANEL_ID);
}

/** A side panel fills the page; what is opened in the middle has to be seen. */
function makeRoomForEditor(labShell: ILabShell): void {
  labShell.collapseLeft();
  labShell.collapseRight();
}
