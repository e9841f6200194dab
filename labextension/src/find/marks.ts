/** Marks what was found in the rows that are drawn, without touching them: the CSS Custom Highlight API. */

import type { IMatch } from './matches';
import { fits } from './matches';

const ALL = 'rc-find';
const CURRENT = 'rc-find-current';
/** Words for who listens, buttons, numbers: seen by the search as little as by the eye. */
const APART =
  '.rc-sr, .rc-code-bar, .rc-tool-result, .rc-turn-line, .rc-diff-number, .rc-diff-sign, .rc-link, .rc-fold';
const BLOCKS =
  'p, li, pre, div, td, th, dt, dd, blockquote, button, h1, h2, h3, h4, h5, h6, .rc-tool-verb, .rc-tool-object';
/** Where the ends of lines are kept. */
const KEPT = 'pre, .rc-output, .rc-bubble, .rc-diff';
const INNER = '.rc-output-text, .rc-diff, .rc-input, pre';
/** So long a place is held while what is around it is still drawn and measured. */
const SETTLE_MS = 500;

/** Follows the rows below a node for as long as a query is shown. */
export class Marks {
  constructor(private readonly _node: HTMLElement) {}

  /** Mark all that fits, and one of it apart; `isGoal` brings that one into view. */
  show(query: RegExp, current: IMatch | null, isGoal: boolean): void {
    this._query = query;
    this._current = current;
    if (isGoal) {
      this._goal = current === null ? null : { until: null };
    }
    if (this._observer === null) {
      this._observer = new MutationObserver(this._later);
      this._observer.observe(this._node, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
        attributeFilter: ['style']
      });
      for (const event of BY_HAND) {
        this._node.addEventListener(event, this._letGo, { passive: true });
      }
    }
    this._later();
  }

  /** Mark nothing. */
  clear(): void {
    this._observer?.disconnect();
    this._observer = null;
    for (const event of BY_HAND) {
      this._node.removeEventListener(event, this._letGo);
    }
    cancelAnimationFrame(this._frame);
    this._frame = 0;
    this._query = null;
    this._goal = null;
    highlights()?.delete(ALL);
    highlights()?.delete(CURRENT);
  }

  /** The key of the first row in view. */
  firstInView(): string | null {
    const top = this._scroller()?.getBoundingClientRect().top ?? 0;
    const rows = [...this._rows()].map(row => ({ row, box: row.getBoundingClientRect() }));
    const seen = rows.filter(({ box }) => box.bottom > top + 1);
    seen.sort((one, other) => one.box.top - other.box.top);
    return seen[0]?.row.dataset['key'] ?? null;
  }

  private readonly _later = () => {
    if (this._frame === 0) {
      this._frame = requestAnimationFrame(() => {
        this._frame = 0;
        this._draw();
      });
    }
  };

  /** Whoever scrolls goes where they want. */
  private readonly _letGo = () => {
    this._goal = null;
  };

  private _draw(): void {
    const query = this._query;
    if (query === null) {
      return;
    }
    const all = [...this._rows()].flatMap(row => rangesOf(query, row));
    const range = this._currentRange(query);
    mark(ALL, all, 0);
    mark(CURRENT, range === null ? [] : [range], 1);
    this._approach(range);
  }

  private _currentRange(query: RegExp): Range | null {
    const current = this._current;
    const row = [...this._rows()].find(each => each.dataset['key'] === current?.row);
    if (current === null || row === undefined) {
      return null;
    }
    const { within } = current.piece;
    const scope = within === null ? row : row.querySelector(within);
    const ranges = scope === null ? [] : rangesOf(query, scope);
    return ranges[current.nth] ?? ranges.at(-1) ?? null;
  }

  private _approach(range: Range | null): void {
    const goal = this._goal;
    const scroller = this._scroller();
    if (goal === null || range === null || scroller === null) {
      return;
    }
    goal.until ??= performance.now() + SETTLE_MS;
    bringIntoView(range, scroller);
    if (performance.now() > goal.until) {
      this._goal = null;
    } else {
      this._later();
    }
  }

  private _scroller(): HTMLElement | null {
    return this._node.querySelector<HTMLElement>('.rc-scroller');
  }

  private _rows(): NodeListOf<HTMLElement> {
    return this._node.querySelectorAll<HTMLElement>('.rc-rows > .rc-row');
  }

  private _query: RegExp | null = null;
  private _current: IMatch | null = null;
  private _goal: { until: number | null } | null = null;
  private _observer: MutationObserver | null = null;
  private _frame = 0;
}

const BY_HAND = ['wheel', 'touchmove', 'pointerdown'] as const;

/** An old browser marks nothing; counting and going there work all the same. */
function highlights(): HighlightRegistry | null {
  return 'highlights' in CSS ? CSS.highlights : null;
}

function mark(name: string, ranges: readonly Range[], priority: number): void {
  const registry = highlights();
  if (registry === null) {
    return;
  }
  const made = new Highlight(...ranges);
  made.priority = priority;
  registry.set(name, made);
}

function bringIntoView(range: Range, scroller: HTMLElement): void {
  const inner = range.startContainer.parentElement?.closest<HTMLElement>(INNER) ?? null;
  if (inner !== null && scroller.contains(inner)) {
    center(range, inner, true);
  }
  center(range, scroller, false);
}

/** Scroll a box until the range is in it, with some room around it. */
function center(range: Range, box: HTMLElement, isWide: boolean): void {
  const at = range.getBoundingClientRect();
  const view = box.getBoundingClientRect();
  const room = Math.min(40, view.height / 4);
  if (at.top < view.top + room || at.bottom > view.bottom - room) {
    box.scrollTop += at.top - view.top - view.height / 3;
  }
  if (isWide && (at.left < view.left || at.right > view.right)) {
    box.scrollLeft += at.left - view.left - view.width / 3;
  }
}

/** The places of an element that fit, across the pieces that colours and links make of a text. */
export function rangesOf(query: RegExp, root: Element): Range[] {
  const { text, nodes, starts } = gather(root);
  return fits(query, text).flatMap(match => {
    const first = nodeAt(starts, match.index);
    const end = match.index + match[0].length;
    const last = nodeAt(starts, end - 1);
    const [from, to] = [nodes[first], nodes[last]];
    if (from === undefined || to === undefined) {
      return [];
    }
    const range = document.createRange();
    range.setStart(from, Math.min(match.index - (starts[first] ?? 0), from.length));
    range.setEnd(to, Math.min(end - (starts[last] ?? 0), to.length));
    return range.collapsed ? [] : [range];
  });
}

interface IGathered {
  readonly text: string;
  readonly nodes: readonly Text[];
  /** Where each node begins in the text. */
  readonly starts: readonly number[];
}

function gather(root: Element): IGathered {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  const starts: number[] = [];
  let text = '';
  let block: Element | null = null;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent === null || parent.closest(APART) !== null) {
      continue;
    }
    const around = parent.closest(BLOCKS);
    if (around !== block) {
      text += '\n';
      block = around;
    }
    nodes.push(node as Text);
    starts.push(text.length);
    const words = node.nodeValue ?? '';
    text += parent.closest(KEPT) === null ? words.replace(/\s/g, ' ') : words;
  }
  return { text, nodes, starts };
}

/** The last node that begins at or before a place. */
function nodeAt(starts: readonly number[], place: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= place) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
