/** The keyboard and the question above the composer: digits answer it, commands lead to it. */

import type { RefObject } from 'react';
import { useCallback, useEffect, useRef } from 'react';

import { pressDigit } from './approval';

/** A card that has only just come is not answered by a key meant for the composer. */
const SETTLE_MS = 600;
/** A card that comes later than this after it was asked for does not take the keyboard any more. */
const COMING_MS = 5000;

function cardIn(foot: RefObject<HTMLElement>): HTMLElement | null {
  return foot.current?.querySelector<HTMLElement>('.rc-approval') ?? null;
}

/** Presses the button of a digit; false where there is none, or where the card is too new. */
export function useDigits(
  foot: RefObject<HTMLElement>,
  asked: string | null
): (event: KeyboardEvent) => boolean {
  const askedAt = useRef(0);
  useEffect(() => {
    askedAt.current = performance.now();
  }, [asked]);
  return useCallback(
    event => performance.now() - askedAt.current > SETTLE_MS && pressDigit(cardIn(foot), event),
    [foot]
  );
}

/** The keyboard goes to the question when asked to; where it is not there yet, when it comes. */
export function useApprovalFocus(
  foot: RefObject<HTMLElement>,
  focusCount: number,
  asked: string | null
): void {
  const done = useRef(0);
  const until = useRef(0);
  useEffect(() => {
    until.current = performance.now() + COMING_MS;
  }, [focusCount]);
  useEffect(() => {
    const card = cardIn(foot);
    if (focusCount > done.current && card !== null && performance.now() < until.current) {
      done.current = focusCount;
      card.focus();
    }
  }, [foot, focusCount, asked]);
}
