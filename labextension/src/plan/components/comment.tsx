/** A comment on a block of a plan: the box to write it in, and how it stands below the block. */

import { useEffect, useRef, useState } from 'react';

import { useTrans } from '../../chat/components/context';
import type { IPlanComment } from '../comments';

/** The box: Enter keeps, Shift+Enter begins a line, Escape goes back. */
export function CommentBox(props: {
  quote: string;
  text: string;
  onKeep: (text: string) => void;
  onBack: () => void;
}) {
  const { quote, onKeep, onBack } = props;
  const trans = useTrans();
  const [text, setText] = useState(props.text);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div className="rc-plan-writing">
      <textarea
        ref={box}
        rows={2}
        className="rc-field"
        aria-label={trans.__('Comment on: %1', shorten(quote))}
        placeholder={trans.__('What should be different here?')}
        value={text}
        onChange={event => {
          setText(event.target.value);
        }}
        onKeyDown={event => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onBack();
          } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            onKeep(text);
          }
        }}
      />
      <div className="rc-buttons">
        <button
          type="button"
          className="rc-button"
          onClick={() => {
            onKeep(text);
          }}
        >
          {trans.__('Keep comment')}
        </button>
        <button type="button" className="rc-button" onClick={onBack}>
          {trans.__('Back')}
        </button>
      </div>
    </div>
  );
}

/** A comment that was kept. */
export function Kept(props: {
  comment: IPlanComment;
  /** The quote is shown where the block is not. */
  hasQuote: boolean;
  onEdit: (() => void) | null;
  onRemove: () => void;
}) {
  const { comment, hasQuote, onEdit, onRemove } = props;
  const trans = useTrans();
  const about = shorten(comment.text);
  return (
    <div className="rc-plan-comment">
      {hasQuote && <div className="rc-plan-quote">{shorten(comment.quote)}</div>}
      <div className="rc-plan-comment-text">{comment.text}</div>
      <div className="rc-plan-comment-foot">
        {onEdit !== null && (
          <button
            type="button"
            className="rc-link"
            aria-label={trans.__('Edit the comment: %1', about)}
            onClick={onEdit}
          >
            {trans.__('Edit')}
          </button>
        )}
        <button
          type="button"
          className="rc-link"
          aria-label={trans.__('Remove the comment: %1', about)}
          onClick={onRemove}
        >
          {trans.__('Remove')}
        </button>
      </div>
    </div>
  );
}

const SHORT = 80;

/** The first words of a text. */
export function shorten(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > SHORT ? `${line.slice(0, SHORT)}…` : line;
}
