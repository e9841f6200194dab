/** Title, state, new conversation, menu. */

import type { State } from '../../api/types';
import { CommandIDs } from '../../commands';
import { StateDot } from '../../conversations/components/state-dot';
import { withKeys } from '../../keys';
import { useTools } from './context';
import { Glyph } from './glyphs';

interface IProps {
  title: string;
  state: State;
  isListOpen: boolean;
  onList: () => void;
  onNew: () => void;
  onMenu: (anchor: HTMLElement) => void;
}

/** The head of the panel; its title opens the list. */
export function Header({ title, state, isListOpen, onList, onNew, onMenu }: IProps) {
  const { trans, keysOf } = useTools();
  const list = isListOpen ? trans.__('Back to the conversation') : trans.__('All conversations');
  return (
    <div className="rc-head">
      <button
        type="button"
        className="rc-head-title"
        aria-expanded={isListOpen}
        title={withKeys(list, keysOf(CommandIDs.list))}
        onClick={onList}
      >
        {isListOpen ? <Glyph name="back" /> : <StateDot state={state} trans={trans} />}
        <b>{isListOpen ? trans.__('Conversations') : title || trans.__('New conversation')}</b>
        {!isListOpen && <Glyph name="down" />}
      </button>
      <button
        type="button"
        className="rc-icon"
        aria-label={trans.__('New conversation')}
        title={withKeys(trans.__('New conversation'), keysOf(CommandIDs.newConversation))}
        onClick={onNew}
      >
        <Glyph name="plus" />
      </button>
      <button
        type="button"
        className="rc-icon"
        aria-label={trans.__('More')}
        aria-haspopup="menu"
        title={trans.__('More')}
        onClick={event => {
          onMenu(event.currentTarget);
        }}
      >
        <Glyph name="more" />
      </button>
    </div>
  );
}
