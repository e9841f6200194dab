/** The transcript of the conversation, or what stands there before there is one. */

import { useMemo } from 'react';

import { undoable } from '../rewinding';
import { toRows } from '../selectors';
import { useTools } from './context';
import { EmptyState } from './empty';
import type { IPanelProps } from './props';
import type { IRowTools } from './row';
import { Transcript } from './transcript';

/** The middle of the panel. */
export function Conversation({ chat, list, ui, actions }: IPanelProps) {
  const { trans, density } = useTools();
  const { state, outbox } = chat;
  const rows = useMemo(() => toRows(state, outbox, density), [state, outbox, density]);
  const again = repeatable(chat);
  const back = undoable(state);
  const { lanes } = state;
  const tools = useMemo<IRowTools>(
    () => ({
      lanes,
      again,
      onAgain: actions.onAgain,
      onFork: actions.onFork,
      onRewind: actions.onRewind,
      undoable: back,
      onUndoRewind: actions.onUndoRewind,
      onReview: actions.onReview,
      onRetry: actions.onRetry,
      onDiscard: actions.onDiscard
    }),
    [lanes, again, back, actions]
  );
  if (ui.seeking !== null || (!chat.isLoaded && rows.length === 0)) {
    return (
      <div className="rc-loading" role="status">
        {trans.__('Reading the conversation…')}
      </div>
    );
  }
  if (rows.length === 0 && chat.earlier === 'none') {
    return <EmptyState isDemo={list.health?.provider === 'demo'} onTry={actions.onTry} />;
  }
  return (
    <Transcript
      key={chat.id ?? 'new'}
      rows={rows}
      tools={tools}
      reveal={ui.reveal}
      earlier={chat.earlier}
      onEarlier={actions.onEarlier}
    />
  );
}

/** The turn whose message can be sent again: the last one, where nothing goes on. */
function repeatable({ state, terminal }: IPanelProps['chat']): string | null {
  const last = state.entries.at(-1);
  const isResting = state.turn === null && terminal === null;
  return last?.type === 'turn' && isResting ? last.key : null;
}
