/** A plan with its answers: in the card above the composer, and in a tab of its own. */

import { useId, useState } from 'react';

import type { IBodyProps } from '../../chat/components/body';
import { ChoiceButton } from '../../chat/components/choice-button';
import { useTrans } from '../../chat/components/context';
import { Feedback } from '../../chat/components/feedback';
import { WHOLE, onBlocks, toFeedback, wordsOf } from '../comments';
import type { IPlanning } from '../props';
import { Kept } from './comment';
import { PlanDocument } from './document';

/** The body of a plan card, and of the tab. */
export function PlanBody(props: IBodyProps & { planning: IPlanning }) {
  const { approval, planning } = props;
  const trans = useTrans();
  const plan = typeof approval.input['plan'] === 'string' ? approval.input['plan'] : '';
  return (
    <>
      {plan === '' ? (
        <p className="rc-plan-none">
          {trans.__('Claude did not write the plan down; it is in what it said above.')}
        </p>
      ) : (
        <PlanDocument {...planning} plan={plan} approval={approval.approval} isOpen={true} />
      )}
      <PlanAnswers {...props} />
    </>
  );
}

function PlanAnswers({ approval, isBusy, onAnswer, planning }: Parameters<typeof PlanBody>[0]) {
  const { modes, comments, onComment, onOpen } = planning;
  const trans = useTrans();
  const words = wordsOf(comments);
  const [isKeeping, setKeeping] = useState(words !== '');
  const count = onBlocks(comments).length;
  const setWords = (text: string) => {
    const id = `${approval.approval}:words`;
    onComment({ id, approval: approval.approval, block: WHOLE, quote: '', text });
  };
  if (isKeeping) {
    return (
      <KeepPlanning
        isBusy={isBusy}
        planning={planning}
        words={words}
        onWords={setWords}
        onBack={() => {
          setKeeping(false);
        }}
        onSend={feedback => {
          onAnswer({ decision: 'deny', ...(feedback === '' ? {} : { feedback }) });
        }}
      />
    );
  }
  return (
    <div className="rc-buttons">
      <ChoiceButton
        digit={1}
        isPrimary={count === 0}
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
        isPrimary={count > 0}
        isDisabled={isBusy}
        onClick={() => {
          setKeeping(true);
        }}
      >
        {count === 0
          ? trans.__('Keep planning…')
          : trans._n('Keep planning with %1 comment…', 'Keep planning with %1 comments…', count)}
      </ChoiceButton>
      {modes.includes('auto') && (
        <ChoiceButton
          digit={4}
          isDisabled={isBusy}
          onClick={() => {
            onAnswer({ decision: 'allow', mode: 'auto' });
          }}
        >
          {trans.__('Approve and let Claude check itself')}
        </ChoiceButton>
      )}
      {onOpen !== null && (
        <button type="button" className="rc-link rc-plan-open" onClick={onOpen}>
          {trans.__('Open in a tab')}
        </button>
      )}
    </div>
  );
}

/** The words on the plan as a whole, below the comments that go along with them. */
function KeepPlanning(props: {
  isBusy: boolean;
  planning: IPlanning;
  words: string;
  onWords: (text: string) => void;
  onBack: () => void;
  onSend: (feedback: string) => void;
}) {
  const { isBusy, planning, words, onWords, onBack, onSend } = props;
  const { comments, onComment } = planning;
  const trans = useTrans();
  const heading = useId();
  const said = onBlocks(comments);
  // The first words may come from before a reload; from here on the box has them.
  const [first] = useState(words);
  return (
    <>
      {said.length > 0 && (
        <div className="rc-plan-gathered">
          <div id={heading} className="rc-small">
            {trans.__('These comments go along:')}
          </div>
          <ul aria-labelledby={heading}>
            {said.map(comment => (
              <li key={comment.id}>
                <Kept
                  comment={comment}
                  hasQuote={true}
                  onEdit={null}
                  onRemove={() => {
                    onComment({ ...comment, text: '' });
                  }}
                />
              </li>
            ))}
          </ul>
        </div>
      )}
      <Feedback
        label={trans.__('What the plan lacks')}
        placeholder={trans.__('What should be different?')}
        send={trans.__('Keep planning')}
        isDisabled={isBusy}
        initially={first}
        onText={onWords}
        onBack={onBack}
        onSend={text => {
          const others = comments.filter(({ block }) => block !== WHOLE);
          const whole = { id: '', approval: '', block: WHOLE, quote: '', text };
          onSend(toFeedback([whole, ...others]));
        }}
      />
    </>
  );
}
