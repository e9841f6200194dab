/** The prompt: write, attach, send, stop. */

import type { ReactNode } from 'react';

import { formatBytes } from '../../common/format';
import type { ITextBoxProps } from '../../writing/components/text-box';
import { TextBox } from '../../writing/components/text-box';
import { useTrans } from './context';
import { Glyph } from './glyphs';

interface IProps extends Omit<ITextBoxProps, 'isInvalid'> {
  /** The longest prompt that the session takes, or null while nobody said. */
  maxBytes: number | null;
  /** Whether something hangs on the message, and whether it is still on its way. */
  attached: 'nothing' | 'something' | 'busy';
  /** What goes with the message, in lists of chips above the text. */
  above: ReactNode;
  /** Pickers and figures in the row below the text. */
  children: ReactNode;
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
  const { text, maxBytes, attached, above, children } = props;
  const trans = useTrans();
  const over = excess(text, maxBytes);
  const isReady = isSendable(text, maxBytes, attached);
  const send = (sent: string, when: 'queue' | 'now') => {
    if (isSendable(sent, maxBytes, attached)) {
      props.onSend(sent, when);
    }
  };
  return (
    <div className="rc-composer">
      {above}
      <TextBox {...props} isInvalid={over > 0} onSend={send} />
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
        <Buttons {...props} isReady={isReady} onSend={send} />
      </div>
    </div>
  );
}

function isSendable(text: string, maxBytes: number | null, attached: IProps['attached']): boolean {
  const isSomething = text.trim() !== '' || attached === 'something';
  return isSomething && attached !== 'busy' && excess(text, maxBytes) === 0;
}

interface IButtonsProps extends IProps {
  isReady: boolean;
}

function Buttons({ text, attached, isWorking, isReady, onStop, onSend }: IButtonsProps) {
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
      {(!isWorking || text.trim() !== '' || attached !== 'nothing') && (
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
            onSend(text, 'queue');
          }}
        >
          <Glyph name={isWorking ? 'queued' : 'send'} />
        </button>
      )}
    </span>
  );
}
