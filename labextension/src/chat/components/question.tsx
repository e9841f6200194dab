/** Questions as a form: one or several of the options, or words of one's own. */

import { useId, useState } from 'react';

import type { IChosen, IQuestion } from '../questions';
import { NOT_CHOSEN, choose, isAnswered, readQuestions, toAnswers, write } from '../questions';
import type { IBodyProps } from './body';
import { ChoiceButton } from './choice-button';
import { useTrans } from './context';
import { Preview } from './preview';

/** The body of a question card. */
export function QuestionBody({ approval, isBusy, onAnswer }: IBodyProps) {
  const trans = useTrans();
  const questions = readQuestions(approval.input);
  const [chosen, setChosen] = useState<readonly IChosen[]>(questions.map(() => NOT_CHOSEN));
  const isComplete = chosen.every(isAnswered);
  const send = () => {
    if (isComplete && !isBusy) {
      onAnswer({ decision: 'allow', answers: toAnswers(questions, chosen) });
    }
  };
  return (
    <form
      className="rc-questions"
      onSubmit={event => {
        event.preventDefault();
        send();
      }}
    >
      <div className="rc-questions-list">
        {questions.map((question, index) => (
          <Question
            key={index}
            question={question}
            chosen={chosen[index] ?? NOT_CHOSEN}
            hasDigits={questions.length === 1}
            onChoose={next => {
              setChosen(chosen.map((known, other) => (other === index ? next : known)));
            }}
          />
        ))}
      </div>
      <div className="rc-buttons">
        <button type="submit" className="rc-button rc-primary" disabled={!isComplete || isBusy}>
          {trans.__('Answer')}
        </button>
        <ChoiceButton
          isDisabled={isBusy}
          title={trans.__('Claude goes on without an answer')}
          onClick={() => {
            onAnswer({ decision: 'deny' });
          }}
        >
          {trans.__('Do not answer')}
        </ChoiceButton>
      </div>
    </form>
  );
}

interface IQuestionProps {
  question: IQuestion;
  chosen: IChosen;
  hasDigits: boolean;
  onChoose: (chosen: IChosen) => void;
}

function Question({ question, chosen, hasDigits, onChoose }: IQuestionProps) {
  const trans = useTrans();
  const name = useId();
  const [looked, look] = useState(0);
  const hasPreviews = question.options.some(({ preview }) => preview !== '');
  return (
    <fieldset className="rc-question">
      <legend>
        {question.header !== '' && <span className="rc-tag">{question.header}</span>}
        {question.question}
      </legend>
      {question.options.map(({ label, description }, index) => (
        <label
          key={index}
          className="rc-option"
          data-looked={hasPreviews && looked === index}
          onMouseEnter={() => {
            look(index);
          }}
          onFocus={() => {
            look(index);
          }}
        >
          <input
            type={question.multiSelect ? 'checkbox' : 'radio'}
            name={name}
            checked={chosen.labels.includes(label)}
            data-digit={hasDigits ? index + 1 : undefined}
            onChange={() => {
              look(index);
              onChoose(choose(question, chosen, label));
            }}
          />
          <span>
            {label}
            {description !== '' && <small>{description}</small>}
          </span>
          {hasDigits && <kbd aria-hidden="true">{index + 1}</kbd>}
        </label>
      ))}
      {hasPreviews && <Preview options={question.options} looked={looked} />}
      <input
        type="text"
        className="rc-field"
        aria-label={trans.__('Something else')}
        placeholder={trans.__('Something else…')}
        value={chosen.other}
        onChange={event => {
          onChoose(write(question, chosen, event.target.value));
        }}
      />
    </fieldset>
  );
}
