/** What an option would look like, below the options, while it is looked at. */

import type { IOption } from '../questions';
import { useTrans } from './context';
import { Markdown } from './markdown';

/**
 * The preview of one option. A box that keeps its height, so that nothing jumps while one goes
 * through the options; its words are Markdown through the sanitizer, and a sketch keeps its lines.
 */
export function Preview({ options, looked }: { options: readonly IOption[]; looked: number }) {
  const trans = useTrans();
  const option = options[looked];
  const label = option?.label ?? '';
  const preview = option?.preview ?? '';
  return (
    <div
      className="rc-preview"
      role="region"
      aria-label={trans.__('Preview of %1', label)}
      tabIndex={0}
    >
      {preview === '' ? (
        <span className="rc-small">{trans.__('“%1” has no preview.', label)}</span>
      ) : isSketch(preview) ? (
        <pre>{preview}</pre>
      ) : (
        <Markdown key={looked} text={preview} />
      )}
    </div>
  );
}

const MARKED = /^ {0,3}(?:#{1,6}\s|```|~~~|[-*+]\s|\d{1,9}[.)]\s|>\s|\|[ :|-]*-[ :|-]*\|)/m;

/** Lines that are drawn with characters (boxes, columns, code) rather than written as Markdown. */
function isSketch(preview: string): boolean {
  return preview.includes('\n') && !MARKED.test(preview);
}
