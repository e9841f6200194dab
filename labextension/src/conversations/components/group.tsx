/** A heading of the list with how many stand below it, and its rows. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState } from 'react';

import type { Conversation } from '../../api/types';
import { Glyph } from '../../chat/components/glyphs';
import type { Group } from '../rules';
import type { IRowTools } from './row-props';
import { ConversationRow } from './row';

interface IProps {
  group: Group;
  items: readonly Conversation[];
  /** Whether its rows are shown without being asked for. */
  isOpen: boolean;
  current: string | null;
  asking: string | null;
  now: number;
  trans: TranslationBundle;
  tools: IRowTools;
}

/** The archive is folded until somebody opens it. */
export function GroupOfRows(props: IProps) {
  const { group, items, isOpen, current, asking, trans } = props;
  const [isUnfolded, setUnfolded] = useState(false);
  const id = useId();
  const isShown = isOpen || isUnfolded || items.some(item => item.id === asking);
  const words = (
    <>
      {groupName(group, trans)} <span className="rc-heap-count">{items.length}</span>
    </>
  );
  return (
    <div className={`rc-group rc-group-${group}`} role="group" aria-labelledby={id}>
      <h3 id={id} className="rc-group-head">
        {isOpen ? (
          words
        ) : (
          <button
            type="button"
            className="rc-fold"
            aria-expanded={isShown}
            onClick={() => {
              setUnfolded(!isUnfolded);
            }}
          >
            <Glyph name={isShown ? 'down' : 'right'} />
            {words}
          </button>
        )}
      </h3>
      {isShown && (
        <ul>
          {items.map(item => (
            <ConversationRow
              key={item.id}
              item={item}
              isCurrent={item.id === current}
              isAsking={item.id === asking}
              now={props.now}
              trans={trans}
              tools={props.tools}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function groupName(group: Group, trans: TranslationBundle): string {
  switch (group) {
    case 'waiting':
      return trans.__('Needs you');
    case 'working':
      return trans.__('Working');
    case 'done':
      return trans.__('Done');
    case 'earlier':
      return trans.__('Earlier');
    case 'archived':
      return trans.__('Archived');
  }
}
