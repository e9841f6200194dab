/** The command in a box of its own: change it, then allow what it says now. */

import { useState } from 'react';

import { ChoiceButton } from './choice-button';
import { useTrans } from './context';

interface IProps {
  command: string;
  isBusy: boolean;
  onAllow: (command: string) => void;
  onBack: () => void;
}

/** Ctrl+Enter allows, Escape goes back. */
export function EditCommand({ command, isBusy, onAllow, onBack }: IProps) {
  const trans = useTrans();
  const [text, setText] = useState(command);
  const isReady = !isBusy && text.trim() !== '';
  return (
    <div className="rc-feedback-form">
      <textarea
        className="rc-field rc-code-field"
        aria-label={trans.__('Command')}
        rows={Math.min(8, text.split('\n').length + 1)}
        spellCheck={false}
        autoFocus={true}
        value={text}
        onChange={event => {
          setText(event.target.value);
        }}
        onKeyDown={event => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onBack();
          } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && isReady) {
            event.preventDefault();
            onAllow(text);
          }
        }}
      />
      <div className="rc-buttons">
        <ChoiceButton
          isPrimary={true}
          isDisabled={!isReady}
          title={trans.__('Ctrl+Enter')}
          onClick={() => {
            onAllow(text);
          }}
        >
          {text === command ? trans.__('Allow once') : trans.__('Allow this version')}
        </ChoiceButton>
        <ChoiceButton isDisabled={isBusy} title={trans.__('Esc')} onClick={onBack}>
          {trans.__('Back')}
        </ChoiceButton>
      </div>
    </div>
  );
}
