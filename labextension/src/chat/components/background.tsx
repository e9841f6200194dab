/** What goes on by itself: subagents and commands of the background, each with a button to stop it. */

import { formatTokens } from '../../common/format';
import type { IBackground } from '../state';
import { Elapsed } from './activity';
import { useTrans } from './context';
import { Glyph } from './glyphs';

interface IProps {
  background: readonly IBackground[];
  clockAheadMs: number;
  onStop: (id: string) => void;
}

/** The list above the composer; nothing where nothing goes on. */
export function BackgroundList({ background, clockAheadMs, onStop }: IProps) {
  const trans = useTrans();
  if (background.length === 0) {
    return null;
  }
  return (
    <ul className="rc-background" aria-label={trans.__('In the background')}>
      {background.map(one => (
        <Item key={one.id} one={one} clockAheadMs={clockAheadMs} onStop={onStop} />
      ))}
    </ul>
  );
}

function Item({ one, clockAheadMs, onStop }: Omit<IProps, 'background'> & { one: IBackground }) {
  const trans = useTrans();
  const { id, type, description, text, tokens, since } = one;
  const [line = ''] = description.trim().split('\n');
  return (
    <li>
      <Glyph name="running" />
      <span className="rc-background-text" title={description}>
        {type === 'command' ? <code>{line}</code> : <bdi>{line}</bdi>}
        {text !== '' && <span className="rc-background-now">{text}</span>}
      </span>
      <span className="rc-activity-more">
        <Elapsed startedAt={since} clockAheadMs={clockAheadMs} />
        {tokens > 0 && <> · {trans.__('%1 tokens', formatTokens(tokens))}</>}
      </span>
      <button
        type="button"
        className="rc-icon"
        title={trans.__('Stop this')}
        aria-label={trans.__('Stop in the background: %1', line)}
        onClick={() => {
          onStop(id);
        }}
      >
        <Glyph name="stop" />
      </button>
    </li>
  );
}
