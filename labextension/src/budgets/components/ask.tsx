/** Asks the administrators for more of a budget: how much, and what for. */

import { useRef, useState } from 'react';

import { explain } from '../../api/errors';
import type { Budget, NewBudgetRequest } from '../../api/types';
import { useTrans } from '../../chat/components/context';
import { nameOf } from '../words';

interface IProps {
  budget: Budget;
  onAsk: (wanted: NewBudgetRequest) => Promise<void>;
}

/** A button; behind it a form of two fields. */
export function AskForMore({ budget, onAsk }: IProps) {
  const trans = useTrans();
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    window.setTimeout(() => opener.current?.focus());
  };
  return isOpen ? (
    <AskForm budget={budget} onAsk={onAsk} onClose={close} />
  ) : (
    <button
      ref={opener}
      type="button"
      className="rc-link"
      onClick={() => {
        setOpen(true);
      }}
    >
      {trans.__('Ask for more…')}
    </button>
  );
}

function AskForm({ budget, onAsk, onClose }: IProps & { onClose: () => void }) {
  const trans = useTrans();
  const [usd, setUsd] = useState('');
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const send = async () => {
    const { whose, period } = budget;
    const name = whose === 'group' ? budget.name : '';
    setBusy(true);
    try {
      await onAsk({ whose, period, name, usd, reason });
    } catch (error) {
      const { message, remedy } = explain(error, trans);
      setProblem([message, remedy ?? ''].join(' ').trim());
      setBusy(false);
    }
  };
  return (
    <form
      className="rc-ask"
      aria-label={trans.__('Ask for more: %1', nameOf(budget, trans))}
      onSubmit={event => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onClose();
        }
      }}
    >
      <label>
        {trans.__('How much more, in US dollars')}
        <input
          className="rc-field"
          type="number"
          min="0.01"
          max="1000000"
          step="any"
          required
          autoFocus
          value={usd}
          onChange={event => {
            setUsd(event.target.value);
          }}
        />
      </label>
      <label>
        {trans.__('What for')}
        <input
          className="rc-field"
          type="text"
          maxLength={500}
          required
          value={reason}
          onChange={event => {
            setReason(event.target.value);
          }}
        />
      </label>
      {problem !== '' && <p role="alert">{problem}</p>}
      <span className="rc-buttons">
        <button type="submit" className="rc-button rc-primary" disabled={isBusy}>
          {trans.__('Ask')}
        </button>
        <button type="button" className="rc-button" onClick={onClose}>
          {trans.__('Cancel')}
        </button>
      </span>
    </form>
  );
}
