/** What Claude is doing, for how long, and with how many tokens; gone when it rests. */

import { useEffect, useState } from 'react';

import { formatClock, formatTokens } from '../../common/format';
import { useTrans } from './context';

interface IElapsedProps {
  startedAt: string;
  /** Milliseconds that the server's clock is ahead of this one. */
  clockAheadMs: number;
}

interface IProps extends IElapsedProps {
  text: string;
  isWaiting: boolean;
  tokens: number;
}

/** The line above the composer. */
export function ActivityLine({ text, isWaiting, startedAt, clockAheadMs, tokens }: IProps) {
  const trans = useTrans();
  return (
    <div className={isWaiting ? 'rc-activity rc-waiting' : 'rc-activity'}>
      <i className="rc-dot rc-dot-working" aria-hidden="true" />
      <span className="rc-activity-text" title={text}>
        {text}
      </span>
      <span className="rc-activity-more">
        <Elapsed startedAt={startedAt} clockAheadMs={clockAheadMs} />
        {tokens > 0 && <> · {trans.__('%1 tokens', formatTokens(tokens))}</>}
      </span>
    </div>
  );
}

/** A running clock. */
export function Elapsed({ startedAt, clockAheadMs }: IElapsedProps) {
  const trans = useTrans();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = window.setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      window.clearInterval(timer);
    };
  }, []);
  return (
    <span role="timer" aria-label={trans.__('Time')}>
      {formatClock(Math.max(0, now + clockAheadMs - Date.parse(startedAt)))}
    </span>
  );
}
