/** Says that comments on changes go out with the next message. */

import { useTrans } from './context';
import { Glyph } from './glyphs';

/** The chip above the box; nothing where nothing waits. */
export function CommentsChip({ count, onRemove }: { count: number; onRemove: () => void }) {
  const trans = useTrans();
  if (count === 0) {
    return null;
  }
  return (
    <div className="rc-comments-chip" role="status">
      {trans._n(
        '%1 comment goes with your next message',
        '%1 comments go with your next message',
        count
      )}
      <button
        type="button"
        className="rc-icon"
        aria-label={trans.__('Remove the comments')}
        title={trans.__('Remove the comments')}
        onClick={onRemove}
      >
        <Glyph name="close" />
      </button>
    </div>
  );
}
