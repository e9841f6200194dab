/** How full the context is, and what the conversation has cost; its button tells all the figures. */

import { useEffect, useId, useRef, useState } from 'react';

import type { Budgets } from '../../api/types';
import { leftOf, nameOf } from '../../budgets/words';
import { CommandIDs } from '../../commands';
import { formatMoney, formatTokens } from '../../common/format';
import { withKeys } from '../../keys';
import type { IUsage } from '../state';
import { useTools, useTrans } from './context';
import { Pairs } from './pairs';

interface IProps {
  usage: IUsage | null;
  share: number | null;
  /** What may still be spent, or null where nobody sets a budget. */
  budgets: Budgets | null;
  /** Grows when the figures should be shown. */
  focusCount: number;
}

const FULL = 0.85;

/** A ring and an amount; a click, or the key of its command, opens the figures. */
export function Meter({ usage, share, budgets, focusCount }: IProps) {
  const { trans, keysOf } = useTools();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const figures = useId();
  useEffect(() => {
    if (focusCount > 0) {
      button.current?.focus();
      setOpen(true);
    }
  }, [focusCount]);
  if (usage === null) {
    return null;
  }
  const context = trans.__(
    'Context: %1 of %2 tokens',
    formatTokens(usage.contextUsed),
    formatTokens(usage.contextSize)
  );
  return (
    <span
      className="rc-meter"
      onBlur={event => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          setOpen(false);
        }
      }}
      onKeyDown={event => {
        if (event.key === 'Escape' && isOpen) {
          event.stopPropagation();
          setOpen(false);
        }
      }}
    >
      <button
        ref={button}
        type="button"
        className="rc-meter-button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? figures : undefined}
        aria-label={`${context}, ${formatMoney(usage.costUsd)}`}
        title={withKeys(context, keysOf(CommandIDs.usage))}
        onClick={() => {
          setOpen(!isOpen);
        }}
      >
        {share !== null && (
          <span
            className={share > FULL ? 'rc-ring rc-ring-full' : 'rc-ring'}
            style={{ '--rc-share': `${Math.round(share * 100)}%` } as React.CSSProperties}
          />
        )}
        {Number(usage.costUsd) > 0 && <span className="rc-cost">{formatMoney(usage.costUsd)}</span>}
      </button>
      {isOpen && <Figures id={figures} usage={usage} share={share} budgets={budgets} />}
    </span>
  );
}

interface IFiguresProps {
  id: string;
  usage: IUsage;
  share: number | null;
  budgets: Budgets | null;
}

function Figures({ id, usage, share, budgets }: IFiguresProps) {
  const trans = useTrans();
  const { tokens } = usage;
  const percent = share === null ? '' : ` (${Math.round(share * 100)} %)`;
  const rows: readonly (readonly [string, string])[] = [
    [
      trans.__('Context'),
      trans.__(
        '%1 of %2 tokens',
        formatTokens(usage.contextUsed),
        formatTokens(usage.contextSize)
      ) + percent
    ],
    [trans.__('Read'), formatTokens(tokens.input ?? 0)],
    [trans.__('Read from the cache'), formatTokens(tokens.cache_read ?? 0)],
    [trans.__('Put into the cache'), formatTokens(tokens.cache_creation ?? 0)],
    [trans.__('Written'), formatTokens(tokens.output ?? 0)],
    [trans.__('Cost of this conversation'), formatMoney(usage.costUsd)],
    ...(budgets?.items ?? []).map(each => [nameOf(each, trans), leftOf(each, trans)] as const)
  ];
  return (
    <div id={id} className="rc-figures" role="group" aria-label={trans.__('Context and cost')}>
      <Pairs pairs={rows} />
    </div>
  );
}
