/** A line above everything that says the server is away, and what can be done; it blocks nothing. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useState, type JSX } from 'react';

import type { Answer } from '../rules';

export interface IBannerProps {
  readonly answer: Answer;
  /** When the next try is due, or null while one is under way. */
  readonly nextAt: number | null;
  readonly retry: () => void;
  /** Goes to where the session is started; null without a hub. */
  readonly start: (() => void) | null;
  readonly signIn: () => void;
  readonly trans: TranslationBundle;
}

export function Banner(props: IBannerProps): JSX.Element | null {
  const { answer, trans } = props;
  const seconds = useSecondsUntil(props.nextAt);
  switch (answer) {
    case 'ok':
      return null;
    case 'signed-out':
      return (
        <div className="rc-banner">
          <span>{trans.__('Your sign-in has ended. Claude goes on with its work.')}</span>
          <button type="button" onClick={props.signIn}>
            {trans.__('Sign in again')}
          </button>
        </div>
      );
    case 'stopped':
      return (
        <div className="rc-banner">
          <span>
            {trans.__('This session is not running. Its files and conversations are kept.')}
          </span>
          {props.start && (
            <button type="button" onClick={props.start}>
              {trans.__('Start it')}
            </button>
          )}
          <button type="button" onClick={props.retry} disabled={seconds === null}>
            {trans.__('Try now')}
          </button>
        </div>
      );
    case 'unreachable':
      return (
        <div className="rc-banner">
          <span>{trans.__('Reconnecting to the server. Nothing is lost meanwhile.')}</span>
          {/* The countdown changes each second; read aloud it would drown everything else. */}
          <span className="rc-banner-count" aria-hidden="true">
            {seconds === null ? trans.__('trying…') : trans.__('next try in %1 s', seconds)}
          </span>
          <button type="button" onClick={props.retry} disabled={seconds === null}>
            {trans.__('Try now')}
          </button>
        </div>
      );
  }
}

/** Whole seconds until a moment, counted down; null without a moment. */
function useSecondsUntil(moment: number | null): number | null {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (moment === null) {
      return undefined;
    }
    setNow(Date.now());
    const timer = window.setInterval(() => {
      setNow(Date.now());
    }, 1000);
    return () => {
      window.clearInterval(timer);
    };
  }, [moment]);
  return moment === null ? null : Math.max(0, Math.ceil((moment - now) / 1000));
}
