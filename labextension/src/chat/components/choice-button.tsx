/** A button that a digit presses too. */

import type { ReactNode } from 'react';

interface IProps {
  children: ReactNode;
  digit?: number;
  isPrimary?: boolean;
  isDisabled: boolean;
  title?: string;
  onClick: () => void;
}

/** One answer to a question. */
export function ChoiceButton({ children, digit, isPrimary, isDisabled, title, onClick }: IProps) {
  return (
    <button
      type="button"
      className={isPrimary === true ? 'rc-button rc-primary' : 'rc-button'}
      disabled={isDisabled}
      title={title}
      data-digit={digit}
      aria-keyshortcuts={digit === undefined ? undefined : String(digit)}
      onClick={onClick}
    >
      {children}
      {digit !== undefined && <kbd aria-hidden="true">{digit}</kbd>}
    </button>
  );
}
