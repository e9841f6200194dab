/** The moment at which what was drawn is on the screen. */

/** A page that is not in view draws nothing; nobody waits longer for it than this. */
const MOST_MS = 250;

/** Resolves when the page has drawn what stands now, so that more work delays nothing of it. */
export function painted(): Promise<void> {
  return new Promise(resolve => {
    const timer = window.setTimeout(resolve, MOST_MS);
    requestAnimationFrame(() => {
      // After the drawing, which comes after this.
      window.setTimeout(() => {
        window.clearTimeout(timer);
        resolve();
      });
    });
  });
}
