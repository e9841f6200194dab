/** A plan that fills a tab: what it belongs to, the document, and the answers while it waits for one. */

import { useRef } from 'react';

import type { IExplained } from '../../api/errors';
import type { Approval, ApprovalAnswer } from '../../api/types';
import { isTyping, pressDigit } from '../../chat/components/approval';
import { useTrans } from '../../chat/components/context';
import type { IPlanning } from '../props';
import { PlanDocument } from './document';
import { PlanBody } from './plan';

interface IProps {
  approval: Approval;
  /** Of the conversation. */
  title: string;
  /** Whether it still waits for an answer. */
  isOpen: boolean;
  isBusy: boolean;
  problem: IExplained | null;
  planning: IPlanning;
  onAnswer: (answer: ApprovalAnswer) => void;
}

/** Everything in the tab. Keys 1 to 4 press its numbered buttons, as in the card. */
export function PlanPage(props: IProps) {
  const { approval, title, isOpen, isBusy, problem, planning, onAnswer } = props;
  const trans = useTrans();
  const page = useRef<HTMLDivElement>(null);
  const plan = typeof approval.input['plan'] === 'string' ? approval.input['plan'] : '';
  return (
    <div
      ref={page}
      className="rc-panel rc-plan-page"
      aria-busy={isBusy}
      onKeyDown={event => {
        if (!isTyping(event.target) && pressDigit(page.current, event.nativeEvent)) {
          event.preventDefault();
        }
      }}
    >
      <div className="rc-plan-head">
        <h2>
          {isOpen ? trans.__('Go ahead with this plan?') : trans.__('A plan that was answered')}
        </h2>
        <span className="rc-small">{title}</span>
      </div>
      {problem !== null && (
        <p className="rc-changes-problem" role="alert">
          {problem.message} {problem.remedy}
        </p>
      )}
      {isOpen ? (
        <PlanBody approval={approval} isBusy={isBusy} planning={planning} onAnswer={onAnswer} />
      ) : (
        <PlanDocument {...planning} plan={plan} approval={approval.approval} isOpen={false} />
      )}
    </div>
  );
}
