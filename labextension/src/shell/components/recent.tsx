/** The conversations that changed last, one line each. */
import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSX } from 'react';

import type { Conversation } from '../../api/types';
import { plainLine } from '../../conversations/rules';
import { stateText } from '../words';

export interface IRecentProps {
  readonly conversations: readonly Conversation[];
  readonly open: (id: string) => void;
  readonly trans: TranslationBundle;
}

const SHOWN = 5;

export function Recent(props: IRecentProps): JSX.Element | null {
  const { conversations, trans } = props;
  if (conversations.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>{trans.__('Recent conversations')}</h2>
      <ul className="rc-home-recent">
        {conversations.slice(0, SHOWN).map(conversation => (
          <li key={conversation.id}>
            <Row conversation={conversation} open={props.open} trans={trans} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface IRowProps {
  readonly conversation: Conversation;
  readonly open: (id: string) => void;
  readonly trans: TranslationBundle;
}

function Row({ conversation, open, trans }: IRowProps): JSX.Element {
  return (
    <button
      type="button"
      onClick={() => {
        open(conversation.id);
      }}
    >
      <span className="rc-dot" data-state={conversation.state} aria-hidden="true" />
      <span className="rc-home-title">{conversation.title || trans.__('Untitled')}</span>
      <span className="rc-home-line">{plainLine(conversation.last_line)}</span>
      <span className="rc-home-state">
        {conversation.state === 'idle'
          ? Time.formatHuman(new Date(conversation.updated_at))
          : stateText(conversation.state, trans)}
      </span>
    </button>
  );
}
