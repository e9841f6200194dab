/** The whole panel: head, transcript or list, and the foot with question, queue, activity, composer. */

import { ErrorBoundary } from '../../common/error-boundary';
import { ConversationList } from '../../conversations/components/list';
import { DropZone } from '../../writing/components/intake';
import { toState } from '../selectors';
import { ToolsProvider, type ITools } from './context';
import { Conversation } from './conversation';
import { Foot } from './foot';
import { Header } from './header';
import type { IPanelProps } from './props';
import { Tops } from './tops';

/** Everything in the panel; it gets values and callbacks and knows no service. */
export function Panel({ tools, ...props }: IPanelProps & { tools: ITools }) {
  const { chat, list, ui, actions } = props;
  const { trans } = tools;
  const title = list.items.find(item => item.id === chat.id)?.title ?? chat.state.title;
  const isAskedThere = chat.state.turn !== null && chat.terminal?.status === 'waiting';
  return (
    <ToolsProvider value={tools}>
      <ErrorBoundary trans={trans} what="panel">
        <div className="rc-panel">
          <Header
            title={title}
            state={isAskedThere ? 'waiting' : toState(chat.state)}
            isListOpen={ui.isListOpen}
            onList={ui.isListOpen ? actions.onCloseList : actions.onOpenList}
            onNew={actions.onNew}
            onMenu={actions.onMenu}
          />
          <Tops {...props} />
          {ui.isListOpen ? (
            <ConversationList
              items={list.items}
              isLoaded={list.isLoaded}
              current={chat.id}
              shown={ui.shown}
              asking={ui.asking}
              me={list.me}
              now={Date.now() + chat.clockAheadMs}
              trans={trans}
              onShow={actions.onShow}
              onOpen={actions.onOpen}
              onOpenAt={actions.onOpenAt}
              onSearch={actions.onSearch}
              onNew={actions.onNew}
              onClose={actions.onCloseList}
              deleted={list.deleted}
              onEdit={actions.onEdit}
              onRemove={actions.onRemove}
              onRestore={actions.onRestore}
              onForgetDeleted={actions.onForgetDeleted}
            />
          ) : (
            <>
              <Conversation {...props} />
              <Foot {...props} />
            </>
          )}
          <DropZone isOver={chat.isDraggedOver} />
          <div className="rc-sr" aria-live="polite" role="status">
            {chat.announcement}
          </div>
        </div>
      </ErrorBoundary>
    </ToolsProvider>
  );
}
