/** Questions about a key and the box that it was pressed in. */

/** 229 is what some browsers report for a key that an input method still holds. */
const HELD_BY_INPUT_METHOD = 229;

/** Whether an input method still has the key. */
export function isComposing({ nativeEvent }: React.KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only sign of it in Safari
  return nativeEvent.isComposing || nativeEvent.keyCode === HELD_BY_INPUT_METHOD;
}

/** Whether no other key is held. */
export function isPlain(event: React.KeyboardEvent): boolean {
  return !(event.shiftKey || event.ctrlKey || event.altKey || event.metaKey);
}

/** Whether the cursor is in the first row that is seen, wrapped lines counted. */
export function isFirstRow(box: HTMLTextAreaElement): boolean {
  const { selectionStart: at, selectionEnd, value } = box;
  const before = value.slice(0, at);
  return at === selectionEnd && !before.includes('\n') && widthOf(before, box) < box.clientWidth;
}

/** Whether the cursor is in the last line. */
export function isLastLine({ selectionStart: at, selectionEnd, value }: HTMLTextAreaElement) {
  return at === selectionEnd && !value.slice(at).includes('\n');
}

/** How wide a text is in the box's font; nothing where nothing can be measured. */
function widthOf(text: string, box: HTMLTextAreaElement): number {
  if (text === '' || box.clientWidth === 0) {
    return -1;
  }
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) {
    return -1;
  }
  context.font = getComputedStyle(box).font;
  return context.measureText(text).width;
}
