/** How full the context is, and what the conversation has cost. */

import { formatMoney, formatTokens } from '../../common/format';
import type { IUsage } from '../state';
import { useTrans } from './context';

/** A ring and an amount. */
export function Meter({ usage, share }: { usage: IUsage | null; share: number | null }) {
  const trans = useTrans();
  if (usage === null) {
    return null;
  }
  const context = trans.__(
    'Context: %1 of %2 tokens',
    formatTokens(usage.contextUsed),
    formatTokens(usage.contextSize)
  );
  return (
    <>
      {share !== null && (
        <span
          className={share > 0.85 ? 'rc-ring rc-ring-full' : 'rc-ring'}
          style={{ '--rc-share': `${Math.round(share * 100)}%` } as React.CSSProperties}
          role="img"
          aria-label={context}
          title={context}
        />
      )}
      {Number(usage.costUsd) > 0 && (
        <span className="rc-cost" title={trans.__('What this conversation has cost so far')}>
          {formatMoney(usage.costUsd)}
        </span>
      )}
    </>
  );
}
