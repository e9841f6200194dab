/** Messages that wait until Claude has finished. */

import { useLayoutEffect, useRef, useState } from 'react';

import type { Queued } from '../../api/types';
import { isComposing } from '../../writing/components/keys';
import type { IWritingActions } from '../../writing/props';
import type { IOutgoing } from '../outbox';
import { useTrans } from './context';
import { Glyph } from './glyphs';

type Actions = Pick<IWritingActions, 'onEditQueued' | 'onSendQueued' | 'onRemoveQueued'>;

interface IProps extends Actions {
  queue: readonly Queued[];
  /** Messages on their way into the queue. */
  outgoing: readonly IOutgoing[];
  /** Bring the keyboard back to the composer. */
  onLeave: () => void;
}

/** The list, empty where nothing waits. */
export function QueueList({ queue, outgoing, onLeave, ...actions }: IProps) {
  const trans = useTrans();
  const [edited, setEdited] = useState<string | null>(null);
  if (queue.length + outgoing.length === 0) {
    return null;
  }
  const leave = () => {
    setEdited(null);
    onLeave();
  };
  return (
    <ul className="rc-queue" aria-label={trans.__('Messages that wait')}>
      {queue.map(item => (
        <li key={item.message}>
          <Glyph name="queued" />
          {item.message === edited ? (
            <Editor
              text={item.text}
              onLeave={leave}
              onSave={text => {
                leave();
                actions.onEditQueued(item, text);
              }}
            />
          ) : (
            <Waiting
              item={item}
              {...actions}
              onEdit={() => {
                setEdited(item.message);
              }}
            />
          )}
        </li>
      ))}
      {outgoing.map(message => (
        <li key={message.clientId} className="rc-sending">
          <Glyph name="queued" />
          <span className="rc-queue-text">{trans.__('queued: %1', message.text)}</span>
        </li>
      ))}
    </ul>
  );
}

interface IWaitingProps extends Actions {
  item: Queued;
  onEdit: () => void;
}

function Waiting({ item, onEdit, onSendQueued, onRemoveQueued }: IWaitingProps) {
  const trans = useTrans();
  const buttons = [
    { label: trans.__('Edit this message'), glyph: 'pencil', act: onEdit },
    {
      label: trans.__('Send this message now'),
      glyph: 'send',
      act: () => {
        onSendQueued(item);
      }
    },
    {
      label: trans.__('Take this message back'),
      glyph: 'close',
      act: () => {
        onRemoveQueued(item);
      }
    }
  ] as const;
  return (
    <>
      <span className="rc-queue-text" title={item.text}>
        {trans.__('queued: %1', item.text)}
      </span>
      {(item.attachments ?? []).map(({ name }, index) => (
        <span key={index} className="rc-attachment rc-queue-attachment" title={name}>
          {name}
        </span>
      ))}
      {buttons.map(({ label, glyph, act }) => (
        <button
          key={glyph}
          type="button"
          className="rc-icon"
          aria-label={label}
          title={label}
          onClick={act}
        >
          <Glyph name={glyph} />
        </button>
      ))}
    </>
  );
}

interface IEditorProps {
  text: string;
  onSave: (text: string) => void;
  onLeave: () => void;
}

/** Enter keeps the new text, Escape the old one. */
function Editor({ text, onSave, onLeave }: IEditorProps) {
  const trans = useTrans();
  const [draft, setDraft] = useState(text);
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(-1, -1);
  }, []);
  const save = () => {
    if (draft.trim() !== '' && draft !== text) {
      onSave(draft);
    } else {
      onLeave();
    }
  };
  return (
    <>
      <textarea
        ref={box}
        className="rc-queue-editor"
        rows={Math.min(4, draft.split('\n').length)}
        value={draft}
        aria-label={trans.__('The message that waits')}
        onChange={event => {
          setDraft(event.target.value);
        }}
        onKeyDown={event => {
          if (isComposing(event)) {
            return;
          }
          if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            onLeave();
          } else if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            save();
          }
        }}
      />
      <button
        type="button"
        className="rc-icon"
        aria-label={trans.__('Keep the new text')}
        title={trans.__('Keep the new text (Enter)')}
        onClick={save}
      >
        <Glyph name="ok" />
      </button>
    </>
  );
}
