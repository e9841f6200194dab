/** What jsdom lacks and Jupyter's packages touch while they are loaded or drawn. */
class Observer {
  observe(): void {
    // Nothing is ever laid out here, so nothing is ever observed.
  }
  unobserve(): void {
    // See above.
  }
  disconnect(): void {
    // See above.
  }
}

Object.defineProperty(globalThis, 'DragEvent', {
  value: class DragEvent extends MouseEvent {},
  configurable: true
});
Object.defineProperty(globalThis, 'ResizeObserver', { value: Observer, configurable: true });
Object.defineProperty(globalThis, 'IntersectionObserver', { value: Observer, configurable: true });
Object.defineProperty(globalThis, 'matchMedia', {
  value: (media: string) => ({
    media,
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined
  }),
  configurable: true
});

// jsdom lays nothing out, so there is nothing to scroll.
Element.prototype.scrollIntoView = () => undefined;

// jsdom has no CSS object: names need no escape here, and no new property is known.
Object.defineProperty(globalThis, 'CSS', {
  value: { escape: (text: string) => text, supports: () => false },
  configurable: true
});
