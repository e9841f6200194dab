/** What stands above the transcript: the demo model, trust, a lost connection, what went wrong. */

import type { IExplained } from '../../api/errors';
import type { Health } from '../../api/types';
import { toHint } from '../hint';
import { useTools, useTrans } from './context';
import { Glyph } from './glyphs';

interface IBannerProps {
  health: Health;
  /** Whether there is room for the whole of it. */
  isOpen: boolean;
  onDismiss: () => void;
}

/** The scripted model answers: how to change that, in the very words to write. */
export function DemoBanner({ health, isOpen, onDismiss }: IBannerProps) {
  const { trans, copy } = useTools();
  const hint = toHint(health.config_hint ?? '', trans);
  return (
    <aside className="rc-note" aria-label={trans.__('Demo model')}>
      <Glyph name="info" />
      <details className="rc-note-body" key={String(isOpen)} open={isOpen}>
        <summary>
          <b>{trans.__('A scripted demo model answers here.')}</b>
          <span>{trans.__('Use Claude')}</span>
        </summary>
        {hint === '' ? (
          <p>{trans.__('It shows how things work and needs no key.')}</p>
        ) : (
          <>
            <p>
              {trans.__('To talk to Claude, write this into the configuration and start again:')}
            </p>
            <div className="rc-hint">
              <pre tabIndex={0} role="group" aria-label={trans.__('Configuration')}>
                {hint}
              </pre>
              <button
                type="button"
                className="rc-link"
                onClick={() => {
                  copy(hint);
                }}
              >
                {trans.__('Copy')}
              </button>
            </div>
          </>
        )}
      </details>
      <Dismiss onDismiss={onDismiss} />
    </aside>
  );
}

/** In a terminal a repository's own settings may count. */
export function TrustNotice({ onDismiss }: { onDismiss: () => void }) {
  const trans = useTrans();
  return (
    <aside className="rc-note" aria-label={trans.__('Trust')}>
      <Glyph name="info" />
      <p className="rc-note-body">
        {trans.__(
          'In a terminal, claude asks whether you trust a repository before its own settings count. Say yes only to repositories that you know.'
        )}
      </p>
      <Dismiss onDismiss={onDismiss} />
    </aside>
  );
}

/** Asked once: may the system say that Claude waits, while the page is hidden. */
export function AlertsNotice({ onAnswer }: { onAnswer: (isWanted: boolean) => void }) {
  const trans = useTrans();
  return (
    <aside className="rc-note rc-note-alerts" aria-label={trans.__('Notifications')}>
      <Glyph name="info" />
      <p className="rc-note-body">
        {trans.__('Shall your system tell you when Claude asks while you are elsewhere?')}{' '}
        <button
          type="button"
          className="rc-link"
          onClick={() => {
            onAnswer(true);
          }}
        >
          {trans.__('Yes, tell me')}
        </button>
        <button
          type="button"
          className="rc-link"
          onClick={() => {
            onAnswer(false);
          }}
        >
          {trans.__('No')}
        </button>
      </p>
    </aside>
  );
}

interface IProblemProps {
  level: 'warning' | 'error';
  problem: IExplained;
  onDismiss: (() => void) | null;
}

/** Something did not work. */
export function ProblemLine({ level, problem, onDismiss }: IProblemProps) {
  return (
    <div className={`rc-note rc-note-${level}`} role="alert">
      <Glyph name="warning" />
      <p className="rc-note-body">
        {problem.message} {problem.remedy}
      </p>
      {onDismiss !== null && <Dismiss onDismiss={onDismiss} />}
    </div>
  );
}

/** A thin line while the connection is away; the transcript stays as it is. */
export function ReconnectLine({ isOnline, onRetry }: { isOnline: boolean; onRetry: () => void }) {
  const trans = useTrans();
  return (
    <div className="rc-reconnect" role="status">
      <span>
        {isOnline
          ? trans.__('Reconnecting… Nothing is lost.')
          : trans.__('You are offline. Claude goes on.')}
      </span>
      <button type="button" className="rc-link" onClick={onRetry}>
        {trans.__('Try now')}
      </button>
    </div>
  );
}

/** Puts a notice away. */
export function Dismiss({ onDismiss }: { onDismiss: () => void }) {
  const trans = useTrans();
  return (
    <button
      type="button"
      className="rc-icon"
      aria-label={trans.__('Dismiss')}
      title={trans.__('Dismiss')}
      onClick={onDismiss}
    >
      <Glyph name="close" />
    </button>
  );
}
