/** In the place of the composer while a terminal has the conversation: go there, or take it over. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

import type { Terminal } from '../../api/types';
import { useTrans } from './context';
import { Glyph } from './glyphs';

interface IProps {
  terminal: Terminal;
  /** Whether a turn goes on. */
  isWorking: boolean;
  /** Grows when the keyboard should come here. */
  focusCount: number;
  /** Opens a terminal of JupyterLab; null where it has none. */
  onOpenTerminal: ((name: string) => void) | null;
  onTakeOver: () => Promise<void>;
}

/** Where a conversation runs, and the ways from there. */
export function Held(props: IProps) {
  const { terminal, isWorking, focusCount, onOpenTerminal } = props;
  const trans = useTrans();
  const [isAsking, setAsking] = useState(false);
  const bar = useRef<HTMLDivElement>(null);
  const focus = () => bar.current?.querySelector('button')?.focus();
  useLayoutEffect(() => {
    if (focusCount > 0) {
      focus();
    }
  }, [focusCount]);
  const { name } = terminal;
  if (isAsking) {
    return (
      <Confirm
        {...props}
        onBack={() => {
          setAsking(false);
          window.setTimeout(focus);
        }}
      />
    );
  }
  return (
    <div ref={bar} className="rc-held" role="group" aria-label={inWords(terminal, trans)}>
      <Glyph name="terminal" />
      <p>{isWorking && terminal.status === 'waiting' ? asks(name, trans) : runs(name, trans)}</p>
      <span className="rc-buttons">
        {name !== null && onOpenTerminal !== null && (
          <button
            type="button"
            className="rc-button rc-primary"
            onClick={() => {
              onOpenTerminal(name);
            }}
          >
            {trans.__('Open terminal')}
          </button>
        )}
        <button
          type="button"
          className="rc-button"
          onClick={() => {
            setAsking(true);
          }}
        >
          {trans.__('Take over here')}
        </button>
      </span>
    </div>
  );
}

/** What a terminal is called, for a tooltip or a screen reader. */
export function inWords({ name }: Terminal, trans: TranslationBundle): string {
  return name === null ? trans.__('In a terminal') : trans.__('In Terminal %1', name);
}

function runs(name: string | null, trans: TranslationBundle): string {
  return name === null
    ? trans.__('This conversation runs in a terminal.')
    : trans.__('This conversation runs in Terminal %1.', name);
}

function asks(name: string | null, trans: TranslationBundle): string {
  return name === null
    ? trans.__('Claude waits for your answer in a terminal.')
    : trans.__('Claude waits for your answer in Terminal %1.', name);
}

/** Says what becomes of the work that goes on, before it is done. */
function Confirm({ isWorking, onTakeOver, onBack }: IProps & { onBack: () => void }) {
  const trans = useTrans();
  const [isBusy, setBusy] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    keep.current?.focus();
  }, []);
  return (
    <div
      className="rc-held"
      role="alertdialog"
      aria-label={trans.__('Take the conversation over?')}
      aria-describedby="rc-held-words"
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onBack();
        }
      }}
    >
      <Glyph name="terminal" />
      <p id="rc-held-words">
        {isWorking
          ? trans.__(
              'Claude is at work there. What it is doing is stopped, a command that runs is ended; what is done stays.'
            )
          : trans.__('Claude is at rest there, so nothing is lost.')}{' '}
        {trans.__('claude ends in the terminal and the conversation goes on here.')}
      </p>
      <span className="rc-buttons">
        <button
          type="button"
          className="rc-button rc-primary"
          disabled={isBusy}
          onClick={() => {
            setBusy(true);
            void onTakeOver().finally(() => {
              setBusy(false);
            });
          }}
        >
          {isBusy ? trans.__('Taking over…') : trans.__('Take over')}
        </button>
        <button ref={keep} type="button" className="rc-button" disabled={isBusy} onClick={onBack}>
          {trans.__('Leave it there')}
        </button>
      </span>
    </div>
  );
}
