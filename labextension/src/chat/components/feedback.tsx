/** A few words to Claude along with a no. */

import { useEffect, useRef, useState } from 'react';

import { useTrans } from './context';

interface IProps {
  label: string;
  placeholder: string;
  send: string;
  isDisabled: boolean;
  /** What was written before, and where to keep what is written. */
  initially?: string;
  onText?: (text: string) => void;
  onSend: (text: string) => void;
  onBack: () => void;
}

/** A box for the words; Enter sends, Escape goes back. */
export function Feedback(props: IProps) {
  const { label, placeholder, send, isDisabled, onText, onSend, onBack } = props;
  const trans = useTrans();
  const [text, setText] = useState(props.initially ?? '');
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    box.current?.focus();
  }, []);
  return (
    <div className="rc-feedback-form">
      <textarea
        ref={box}
        rows={2}
        className="rc-field"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={event => {
          setText(event.target.value);
          onText?.(event.target.value);
        }}
        onKeyDown={event => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onBack();
          } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            onSend(text.trim());
          }
        }}
      />
      <div className="rc-buttons">
        <button
          type="button"
          className="rc-button rc-primary"
          disabled={isDisabled}
          onClick={() => {
            onSend(text.trim());
          }}
        >
          {send}
        </button>
        <button type="button" className="rc-button" onClick={onBack}>
          {trans.__('Back')}
        </button>
      </div>
    </div>
  );
}
