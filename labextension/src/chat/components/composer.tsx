/** The prompt: write, send, stop. */

import type { ReactNode } from 'react';
import { useLayoutEffect, useRef } from 'react';

import { formatBytes } from '../../common/format';
import { useTrans } from './context';
import { Glyph } from './glyphs';

interface IProps {
  text: string;
  isWorking: boolean;
  /** The longest prompt that the session takes, or null while nobody said. */
  maxBytes: number | null;
  /** Grows when the cursor should come here. */
  focusCount: number;
  /** Pickers and figures in the row below the text. */
  children: ReactNode;
  onChange: (text: string) => void;
  onSend: (text: string, when: 'queue' | 'now') => void;
  onStop: () => void;
  /** A digit in the empty box: answers an open question; false where there is none. */
  onDigit: (event: KeyboardEvent) => boolean;
}

/** How many bytes over the limit a text is; 0 where it fits. */
function excess(text: string, maxBytes: number | null): number {
  if (maxBytes === null || text.length * 3 <= maxBytes) {
    return 0;
  }
  return Math.max(0, new TextEncoder().encode(text).length - maxBytes);
}

/** The box at the foot of the panel. */
export function Composer(props: IProps) {
  const { text, isWorking, maxBytes, focusCount, children, onChange, onSend } = props;
  const trans = useTrans();
  const box = useBox(text, focusCount);
  const over = excess(text, maxBytes);
  const isReady = text.trim() !== '' && over === 0;
  const send = (when: 'queue' | 'now') => {
    if (isReady) {
      onSend(text, when);
    }
  };
  return (
    <div className="rc-composer">
      <textarea
        ref={box}
        className="rc-composer-text"
        rows={2}
        value={text}
        aria-label={trans.__('Message to Claude')}
        aria-invalid={over > 0}
        placeholder={isWorking ? trans.__('Write the next message…') : trans.__('Message Claude…')}
        onChange={event => {
          onChange(event.target.value);
        }}
        onKeyDown={event => {
          onKey(event, props, send);
        }}
      />
      {over > 0 && (
        <p className="rc-over" role="alert">
          {trans.__(
            'This is %1 over the limit of %2 for one message. Put the long part into a file and name the file here.',
            formatBytes(over),
            formatBytes(maxBytes ?? 0)
          )}
        </p>
      )}
      <div className="rc-composer-row">
        {children}
        <Buttons {...props} isReady={isReady} send={send} />
      </div>
    </div>
  );
}

/** The text box: as high as its text, and focused when asked to. */
function useBox(text: string, focusCount: number): React.RefObject<HTMLTextAreaElement> {
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element !== null) {
      element.style.height = 'auto';
      element.style.height = `${element.scrollHeight}px`;
    }
  }, [text]);
  useLayoutEffect(() => {
    if (focusCount > 0) {
      box.current?.focus();
    }
  }, [focusCount]);
  return box;
}

interface IButtonsProps extends IProps {
  isReady: boolean;
  send: (when: 'queue' | 'now') => void;
}

function Buttons({ text, isWorking, isReady, onStop, send }: IButtonsProps) {
  const trans = useTrans();
  return (
    <span className="rc-composer-end">
      {isWorking && (
        <button
          type="button"
          className="rc-button rc-stop"
          aria-label={trans.__('Stop')}
          title={trans.__('Stop Claude (Esc)')}
          onClick={onStop}
        >
          <Glyph name="stop" />
          <span className="rc-stop-word">{trans.__('Stop')}</span>
        </button>
      )}
      {(!isWorking || text.trim() !== '') && (
        <button
          type="button"
          className="rc-button rc-primary rc-send"
          disabled={!isReady}
          title={
            isWorking
              ? trans.__('Send when Claude has finished (Enter); at once: Ctrl+Enter')
              : trans.__('Send (Enter)')
          }
          aria-label={isWorking ? trans.__('Add to the queue') : trans.__('Send')}
          onClick={() => {
            send('queue');
          }}
        >
          <Glyph name={isWorking ? 'queued' : 'send'} />
        </button>
      )}
    </span>
  );
}

/** 229 is what some browsers report for a key that an input method still holds. */
const HELD_BY_INPUT_METHOD = 229;

function isComposing({ nativeEvent }: React.KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only sign of it in Safari
  return nativeEvent.isComposing || nativeEvent.keyCode === HELD_BY_INPUT_METHOD;
}

function onKey(
  event: React.KeyboardEvent<HTMLTextAreaElement>,
  { text, isWorking, onStop, onDigit }: IProps,
  send: (when: 'queue' | 'now') => void
): void {
  if (isComposing(event)) {
    return;
  }
  switch (event.key) {
    case 'Enter':
      onEnter(event, send);
      break;
    case 'Escape':
      if (isWorking) {
        event.preventDefault();
        event.stopPropagation();
        onStop();
      }
      break;
    default:
      if (text === '' && onDigit(event.nativeEvent)) {
        event.preventDefault();
      }
  }
}

/** Shift makes a new line; Ctrl or Cmd sends at once, in the middle of Claude's work. */
function onEnter(event: React.KeyboardEvent, send: (when: 'queue' | 'now') => void): void {
  if (!event.shiftKey && !event.altKey) {
    event.preventDefault();
    send(event.ctrlKey || event.metaKey ? 'now' : 'queue');
  }
}
