/** The heaps of conversations, with how much lies in each. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Conversation } from '../../api/types';
import type { Shown } from '../rules';
import { count } from '../rules';

interface IProps {
  items: readonly Conversation[];
  /** The heap that is shown, or null where the list is closed. */
  shown: Shown | null;
  now: number;
  trans: TranslationBundle;
  onShow: (shown: Shown) => void;
}

/** A row of buttons; each shows its heap. */
export function Heaps({ items, shown, now, trans, onShow }: IProps) {
  const counts = count(items, now);
  const names: readonly [Shown, string][] = [
    ['waiting', trans.__('Needs you')],
    ['working', trans.__('Working')],
    ['done', trans.__('Done')],
    ['all', trans.__('All')]
  ];
  return (
    <div className="rc-heaps" role="group" aria-label={trans.__('Conversations')}>
      {names.map(([heap, name]) => (
        <button
          key={heap}
          type="button"
          className={`rc-heap rc-heap-${heap} ${styleOf(heap, counts[heap])}`}
          aria-pressed={heap === shown}
          onClick={() => {
            onShow(heap);
          }}
        >
          {name} <span className="rc-heap-count">{counts[heap]}</span>
        </button>
      ))}
    </div>
  );
}

function styleOf(heap: Shown, size: number): string {
  if (size === 0) {
    return 'rc-none';
  }
  return heap === 'waiting' ? 'rc-hot' : '';
}
