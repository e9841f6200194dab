/** A plan to approve, as a document. */

import { useState } from 'react';

import type { IBodyProps } from './body';
import { ChoiceButton } from './choice-button';
import { useTrans } from './context';
import { Feedback } from './feedback';
import { Markdown } from './markdown';

/** The body of a plan card. */
export function PlanBody({ approval, isBusy, onAnswer }: IBodyProps) {
  const trans = useTrans();
  const [isKeeping, setKeeping] = useState(false);
  const plan = typeof approval.input['plan'] === 'string' ? approval.input['plan'] : '';
  return (
    <>
      <div className="rc-plan" tabIndex={0} role="region" aria-label={trans.__('Plan')}>
        {plan === '' ? (
          <p>{trans.__('Claude did not write the plan down; it is in what it said above.')}</p>
        ) : (
          <Markdown text={plan} />
        )}
      </div>
      {isKeeping ? (
        <Feedback
          label={trans.__('What the plan lacks')}
          placeholder={trans.__('What should be different?')}
          send={trans.__('Keep planning')}
          isDisabled={isBusy}
          onBack={() => {
            setKeeping(false);
          }}
          onSend={feedback => {
            onAnswer({ decision: 'deny', ...(feedback === '' ? {} : { feedback }) });
          }}
        />
      ) : (
        <div className="rc-buttons">
          <ChoiceButton
            digit={1}
            isPrimary={true}
            isDisabled={isBusy}
            onClick={() => {
              onAnswer({ decision: 'allow', mode: 'default' });
            }}
          >
            {trans.__('Approve')}
          </ChoiceButton>
          <ChoiceButton
            digit={2}
            isDisabled={isBusy}
            onClick={() => {
              onAnswer({ decision: 'allow', mode: 'acceptEdits' });
            }}
          >
            {trans.__('Approve and accept edits')}
          </ChoiceButton>
          <ChoiceButton
            digit={3}
            isDisabled={isBusy}
            onClick={() => {
              setKeeping(true);
            }}
          >
            {trans.__('Keep planning…')}
          </ChoiceButton>
        </div>
      )}
    </>
  );
}
