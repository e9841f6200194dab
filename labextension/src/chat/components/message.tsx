/** One message: a person's, Claude's words, Claude's thinking, or a notice. */

import { formatAge } from '../../common/format';
import { SentAttachments } from '../../writing/components/sent';
import type { IOutgoing } from '../outbox';
import type { INoticeEntry, IPromptEntry, IUnknownEntry } from '../state';
import { useOpen, useTools, useTrans } from './context';
import { Glyph } from './glyphs';
import { Markdown } from './markdown';

/** What a person wrote, as the server has it. */
export function Prompt({
  entry,
  onFork,
  onRewind
}: {
  entry: IPromptEntry;
  onFork: (message: string, text: string) => void;
  /** Null where it does not count any more. */
  onRewind: ((turn: string) => void) | null;
}) {
  const trans = useTrans();
  return (
    <div className="rc-prompt">
      <span className="rc-sr">{trans.__('You said:')}</span>
      <div className="rc-bubble" title={formatAge(entry.at, Date.now())}>
        <PromptText text={entry.text} />
        <SentAttachments attachments={entry.attachments} />
      </div>
      <span className="rc-prompt-ways">
        <button
          type="button"
          className="rc-icon"
          aria-label={trans.__('Fork from here')}
          title={trans.__('Fork from here: what was said before, in another conversation')}
          onClick={() => {
            onFork(entry.message, entry.text);
          }}
        >
          <Glyph name="fork" />
        </button>
        {onRewind !== null && entry.turn !== '' && (
          <button
            type="button"
            className="rc-icon"
            aria-label={trans.__('Rewind to here')}
            title={trans.__('Rewind to here: files, conversation or both, as before this message')}
            onClick={() => {
              onRewind(entry.turn);
            }}
          >
            <Glyph name="rewind" />
          </button>
        )}
      </span>
    </div>
  );
}

/** Text as it was typed; what stands in backticks or after an @ is shown as code. */
function PromptText({ text }: { text: string }) {
  const pieces = text.split(/(`[^`\n]+`|(?<=^|\s)@[\w./-]*\w)/);
  return (
    <>
      {pieces.map((piece, index) =>
        index % 2 === 1 ? <code key={index}>{piece.replace(/^`|`$/g, '')}</code> : piece
      )}
    </>
  );
}

interface IOutgoingProps {
  message: IOutgoing;
  onRetry: (clientId: string) => void;
  onDiscard: (message: IOutgoing) => void;
}

/** What a person wrote and the server has not confirmed. */
export function Outgoing({ message, onRetry, onDiscard }: IOutgoingProps) {
  const trans = useTrans();
  const { failure, waits = false } = message;
  const state = failure === null ? 'rc-sending' : waits ? 'rc-held-back' : 'rc-unsent';
  const edit = (
    <button
      type="button"
      className="rc-button"
      onClick={() => {
        onDiscard(message);
      }}
    >
      {trans.__('Edit')}
    </button>
  );
  return (
    <div className="rc-prompt">
      <span className="rc-sr">{trans.__('You said:')}</span>
      <div className={`rc-bubble ${state}`}>
        <PromptText text={message.text} />
        <SentAttachments attachments={message.attachments ?? []} />
      </div>
      {waits && failure !== null && (
        <div className="rc-failure rc-waits" role="status">
          <span>
            {failure.message}{' '}
            {trans.__('The message waits for the connection, then it is sent by itself.')}
          </span>
          <span className="rc-buttons">{edit}</span>
        </div>
      )}
      {!waits && failure !== null && (
        <div className="rc-failure" role="alert">
          <span>
            {trans.__('Not sent.')} {failure.message} {failure.remedy}
          </span>
          <span className="rc-buttons">
            <button
              type="button"
              className="rc-button rc-primary"
              onClick={() => {
                onRetry(message.clientId);
              }}
            >
              {trans.__('Retry')}
            </button>
            {edit}
          </span>
        </div>
      )}
    </div>
  );
}

/** Claude's words. */
export function Answer({ text }: { text: string }) {
  const trans = useTrans();
  return (
    <div className="rc-answer">
      <span className="rc-sr">{trans.__('Claude said:')}</span>
      <Markdown text={text} />
    </div>
  );
}

/** Claude's thinking, folded. */
export function ThinkingBlock({
  name,
  text,
  isLive
}: {
  name: string;
  text: string;
  isLive: boolean;
}) {
  const { trans, density } = useTools();
  const [isOpen, toggle] = useOpen(name, density === 'verbose');
  return (
    <div className="rc-thinking">
      <button type="button" className="rc-fold" aria-expanded={isOpen} onClick={toggle}>
        <Glyph name={isOpen ? 'down' : 'right'} />
        {isLive ? trans.__('Thinking…') : trans.__('Thought about it')}
      </button>
      {isOpen && (
        <div className="rc-thinking-text">
          <Markdown text={text} />
        </div>
      )}
    </div>
  );
}

/** Something a person should know. */
export function NoticeLine({ entry }: { entry: INoticeEntry }) {
  return (
    <div className={`rc-notice rc-notice-${entry.level}`}>
      <Glyph name={entry.level === 'info' ? 'info' : 'warning'} />
      <span>{entry.message}</span>
    </div>
  );
}

/** A frame that this version does not know. */
export function Unknown({ entry }: { entry: IUnknownEntry }) {
  const trans = useTrans();
  return (
    <details className="rc-unknown">
      <summary>
        {trans.__('Something this version of the panel does not know: %1', entry.kind)}
      </summary>
      <pre className="rc-input">{entry.json}</pre>
    </details>
  );
}
