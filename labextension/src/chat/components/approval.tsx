/** A question that waits for an answer, above the composer until it has one. */

import { useCallback, useId, useLayoutEffect, useRef } from 'react';

import type { Approval, ApprovalAnswer } from '../../api/types';
import { questionTitle } from '../alerts';
import { PlanBody } from '../../plan/components/plan';
import type { IPlanning } from '../../plan/props';
import type { IBodyProps } from './body';
import { useTrans } from './context';
import { PermissionBody } from './permission';
import { QuestionBody } from './question';

interface IProps {
  approval: Approval;
  count: number;
  isBusy: boolean;
  planning: IPlanning;
  onAnswer: (approval: string, answer: ApprovalAnswer) => void;
  /** Called when the card goes while the keyboard was in it. */
  onLeave: () => void;
}

/** The card around the three kinds. Keys 1 to 4 press its numbered buttons. */
export function ApprovalCard(props: IProps) {
  const { approval, count, isBusy, planning, onAnswer, onLeave } = props;
  const trans = useTrans();
  const card = useRef<HTMLElement>(null);
  /** Whether the keyboard was in the card when it was answered. */
  const answered = useRef(false);
  const title = useId();
  useLayoutEffect(() => {
    const element = card.current;
    return () => {
      const { activeElement } = document;
      // A button that is switched off while the answer is under way loses the keyboard to the page.
      const isLost = answered.current && activeElement === document.body;
      if (isLost || element?.contains(activeElement) === true) {
        onLeave();
      }
    };
  }, [approval.approval, onLeave]);
  const answer = useCallback(
    (body: ApprovalAnswer) => {
      answered.current = card.current?.contains(document.activeElement) === true;
      onAnswer(approval.approval, body);
    },
    [approval.approval, onAnswer]
  );
  return (
    <section
      ref={card}
      className={`rc-approval rc-approval-${approval.type}`}
      aria-labelledby={title}
      aria-busy={isBusy}
      tabIndex={-1}
      onKeyDown={event => {
        if (!isTyping(event.target) && pressDigit(card.current, event.nativeEvent)) {
          event.preventDefault();
        }
      }}
    >
      <div className="rc-approval-head">
        <h3 id={title}>{questionTitle(approval, trans)}</h3>
        {count > 1 && <span className="rc-small">{trans.__('1 of %1', count)}</span>}
      </div>
      <Body
        key={approval.approval}
        approval={approval}
        isBusy={isBusy}
        planning={planning}
        onAnswer={answer}
      />
    </section>
  );
}

function Body(props: IBodyProps & { planning: IPlanning }) {
  switch (props.approval.type) {
    case 'permission':
      return <PermissionBody {...props} />;
    case 'plan':
      return <PlanBody {...props} />;
    case 'question':
      return <QuestionBody {...props} />;
  }
}

/** Whether keys go into a text. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && target.type === 'text')
  );
}

/** Press the button that carries the digit of a key; false where there is none. */
export function pressDigit(card: Element | null, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) {
    return false;
  }
  const button = card?.querySelector<HTMLElement>(`[data-digit="${event.key}"]:not([disabled])`);
  button?.click();
  return button != null;
}
