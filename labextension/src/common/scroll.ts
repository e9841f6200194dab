/** Stay at the end unless the reader scrolled up. */

/** So near the end counts as being there: a line of text, roughly. */
const NEAR_PX = 24;

/** Whether an element is scrolled to its end. */
export function isAtEnd(element: Element): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight <= NEAR_PX;
}

/**
 * Whether to follow the end after a scroll from `before` to `after`: a reader who goes up stops it,
 * one who reaches the end starts it again, and what grows below a reader changes nothing.
 */
export function follows(
  following: boolean,
  before: number,
  after: number,
  atEnd: boolean
): boolean {
  if (atEnd) {
    return true;
  }
  return following && after >= before;
}
