/** What is attached of what was pasted. */

/**
 * Files of the clipboard. A table or a text that brings its own picture along is pasted as text:
 * both of its forms are words.
 */
export function pastedFiles(data: DataTransfer): readonly File[] {
  const isText = data.getData('text/plain') !== '' && data.getData('text/html') !== '';
  return isText ? [] : [...data.files];
}
