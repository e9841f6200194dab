/** What the desktop decides: pure, values in and values out. */
import type { DiskShort } from '../api/types';

/** How the desktop opens for the first time, by the width of the window in pixels. */
export interface IFirstLayout {
  readonly files: boolean;
  readonly terminal: boolean;
  /** Widths of files, editor and Claude relative to each other. */
  readonly columns: readonly [number, number, number];
  /** Heights of editor and terminal relative to each other. */
  readonly rows: readonly [number, number];
}

const FILES_WIDTH = 230;
const PANEL_WIDTH = 420;
const ACTIVITY_BARS = 68;
const NARROW = 760;
const MEDIUM = 1100;

/** Whether a side panel has to fill the page; the style sheet says the same number. */
export function isNarrow(width: number): boolean {
  return width < NARROW;
}

/** Which parts fit: files give way first, the terminal next, Claude never. */
export function firstLayout(windowWidth: number): IFirstLayout {
  const width = windowWidth - ACTIVITY_BARS;
  const files = windowWidth >= MEDIUM;
  const panel = Math.min(PANEL_WIDTH, Math.round(width * 0.42));
  return {
    files,
    terminal: !isNarrow(windowWidth),
    columns: [FILES_WIDTH, Math.max(0, width - FILES_WIDTH - panel), panel],
    rows: [3.4, 1]
  };
}

/** The title of a browser tab with the session in it: several are told apart by nothing else. */
export function withSession(title: string, session: string, product: string): string {
  const whole = `${session} · ${product}`;
  const start = title.lastIndexOf(product);
  return start < 0 || title.includes(whole)
    ? title
    : title.slice(0, start) + whole + title.slice(start + product.length);
}

/** The sum of amounts in USD, exact to the micro-dollar. */
export function sumUsd(amounts: readonly string[]): string {
  const micros = amounts.reduce((sum, amount) => sum + Math.round(Number(amount) * 1e6), 0);
  return (micros / 1e6).toFixed(6);
}

/** What a probe of the server said. */
export type Answer = 'ok' | 'unreachable' | 'stopped' | 'signed-out';

/** What an HTTP status means for the person in front. */
export function readStatus(status: number): Answer {
  if (status >= 200 && status < 300) {
    return 'ok';
  }
  if (status === 401 || status === 403) {
    return 'signed-out';
  }
  // The hub answers for a server that is not running: 424, in older versions 503.
  return status === 424 || status === 503 ? 'stopped' : 'unreachable';
}

/** The same where the server's address led elsewhere: to the hub, and from there to its sign-in. */
export function readRedirected(status: number): Answer {
  const answer = readStatus(status);
  return answer === 'ok' ? 'signed-out' : answer;
}

/** Seconds to wait before the next try, after so many in vain. */
export function retryDelaySeconds(tries: number): number {
  return Math.min(8, 2 ** Math.min(tries, 3));
}

/** Seconds before its end at which a session tells of it. */
const WARNINGS = [300, 900] as const;

/** Whether a session that stops in so many seconds tells of it by a notice. */
export function isNearEnd(seconds: number): boolean {
  return seconds <= Math.max(...WARNINGS);
}

/** The warning that is due, as seconds before the end; `told` is the last one. Null while it is early. */
export function toWarning(told: number | null, seconds: number | null | undefined): number | null {
  if (typeof seconds !== 'number') {
    return null;
  }
  const due = WARNINGS.find(one => seconds <= one) ?? null;
  return due !== null && told !== null ? Math.min(due, told) : due;
}

/** Whether a shortage of disk has to be told after what was told last. */
export function isWorse(told: DiskShort | null, short: DiskShort): boolean {
  return told === null || (told.level === 'near' && short.level === 'full');
}
