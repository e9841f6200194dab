/** Messages that wait until Claude has finished. */

import type { Queued } from '../../api/types';
import type { IOutgoing } from '../outbox';
import { useTrans } from './context';
import { Glyph } from './glyphs';

interface IProps {
  queue: readonly Queued[];
  /** Messages on their way into the queue. */
  outgoing: readonly IOutgoing[];
  /** Take a message back into the composer. */
  onEdit: (item: Queued) => void;
  onRemove: (item: Queued) => void;
}

/** The list, empty where nothing waits. */
export function QueueList({ queue, outgoing, onEdit, onRemove }: IProps) {
  const trans = useTrans();
  if (queue.length + outgoing.length === 0) {
    return null;
  }
  return (
    <ul className="rc-queue" aria-label={trans.__('Messages that wait')}>
      {queue.map(item => (
        <li key={item.message}>
          <Glyph name="queued" />
          <span className="rc-queue-text" title={item.text}>
            {trans.__('queued: %1', item.text)}
          </span>
          <button
            type="button"
            className="rc-icon"
            aria-label={trans.__('Edit this message')}
            title={trans.__('Edit this message')}
            onClick={() => {
              onEdit(item);
            }}
          >
            <Glyph name="pencil" />
          </button>
          <button
            type="button"
            className="rc-icon"
            aria-label={trans.__('Take this message back')}
            title={trans.__('Take this message back')}
            onClick={() => {
              onRemove(item);
            }}
          >
            <Glyph name="close" />
          </button>
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
