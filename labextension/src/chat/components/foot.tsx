/** The foot of the panel: what waits for the person, what Claude does, and the composer. */

import { useRef } from 'react';

import { AttachedChips } from '../../writing/components/chips';
import { AttachButton, IntakeNotes } from '../../writing/components/intake';
import { SelectionChip } from '../../writing/components/selection';
import { contextShare, firstApproval, runningTool, toState, turnTokens } from '../selectors';
import { describeTool } from '../tools';
import type { IUiState, Place } from '../ui';
import { ActivityLine } from './activity';
import { ApprovalCard } from './approval';
import { useApprovalFocus, useDigits } from './asking';
import { ChosenLine } from './chosen';
import { CommentsChip } from './comments';
import { Composer } from './composer';
import { BackgroundList } from './background';
import { useTools } from './context';
import { Held } from './held';
import { Meter } from './meter';
import { Pickers } from './mode';
import type { IChatProps, IPanelProps } from './props';
import { QueueList } from './queue';
import { RewindCard } from './rewind-card';
import { PinnedTodo } from './todo';

/** Question, queue, activity and composer, in the order of the eye. */
export function Foot({ chat, list, ui, actions }: IPanelProps) {
  const { state } = chat;
  const foot = useRef<HTMLDivElement>(null);
  const asked = firstApproval(state);
  const askedId = asked?.approval.approval ?? null;
  useApprovalFocus(foot, focusOf(ui, 'approval'), askedId);
  const onDigit = useDigits(foot, askedId);
  return (
    <div className="rc-foot" ref={foot}>
      {asked !== null && (
        <ApprovalCard
          key={askedId}
          approval={asked.approval}
          count={asked.count}
          isBusy={chat.answering === askedId}
          planning={{
            modes: list.health?.choices.modes ?? [],
            comments: chat.planComments.filter(each => each.approval === askedId),
            onComment: actions.onPlanComment,
            onOpen: () => {
              actions.onOpenPlan(asked.approval.approval);
            }
          }}
          onAnswer={actions.onAnswer}
          onLeave={actions.onFocusComposer}
        />
      )}
      <Rewinding chat={chat} ui={ui} actions={actions} />
      <PinnedTodo name={`todo:${chat.id ?? ''}`} todo={state.todo} />
      <QueueList
        queue={state.queue}
        outgoing={chat.outbox.filter(message => message.queued && message.failure === null)}
        onEditQueued={actions.onEditQueued}
        onSendQueued={actions.onSendQueued}
        onRemoveQueued={actions.onRemoveQueued}
        onLeave={actions.onFocusComposer}
      />
      <BackgroundList
        background={state.background}
        clockAheadMs={chat.clockAheadMs}
        onStop={actions.onStopBackground}
      />
      <Activity chat={chat} />
      <ChosenLine chosen={ui.chosen} turn={state.turn?.id ?? null} isAsked={asked !== null} />
      <CommentsChip count={chat.commentCount} onRemove={actions.onRemoveComments} />
      {chat.terminal === null ? (
        <Writing chat={chat} list={list} ui={ui} actions={actions} onDigit={onDigit} />
      ) : (
        <Held
          key={chat.id}
          terminal={chat.terminal}
          isWorking={state.turn !== null}
          focusCount={focusOf(ui, 'composer')}
          onOpenTerminal={actions.onOpenTerminal}
          onTakeOver={actions.onTakeOver}
        />
      )}
    </div>
  );
}

/** What a person thinks of rewinding in this conversation. */
function Rewinding({ chat, ui, actions }: Pick<IPanelProps, 'chat' | 'ui' | 'actions'>) {
  const target = ui.rewinding;
  return target === null || target.conversation !== chat.id ? null : (
    <RewindCard
      key={target.rewind ?? target.turn}
      target={target}
      onLook={actions.onLookBack}
      onRewind={actions.onGoBack}
      onLeave={actions.onLeaveRewind}
    />
  );
}

/** The composer, with everything that can be chosen and attached in it. */
function Writing({
  chat,
  list,
  ui,
  actions,
  onDigit
}: Pick<IPanelProps, 'chat' | 'list' | 'ui' | 'actions'> & {
  onDigit: (event: KeyboardEvent) => boolean;
}) {
  const { state } = chat;
  return (
    <Composer
      text={chat.draft}
      owner={chat.id}
      sources={actions}
      prompts={actions.onPrompts}
      attached={toLoad(chat)}
      above={
        <>
          <IntakeNotes notes={chat.notes} onDismiss={actions.onDismissNotes} />
          <AttachedChips attached={chat.attached} onDetach={actions.onDetach} />
          <SelectionChip
            selected={chat.selected}
            isOn={chat.isSelectionOn}
            onToggle={actions.onSelection}
          />
        </>
      }
      onAttachPath={actions.onAttachPath}
      onFiles={actions.onFiles}
      isWorking={state.turn !== null}
      maxBytes={list.health?.max_prompt_bytes ?? null}
      focusCount={focusOf(ui, 'composer')}
      onChange={actions.onDraft}
      onSend={actions.onSend}
      onStop={actions.onStop}
      onDigit={onDigit}
    >
      <AttachButton onFiles={actions.onFiles} />
      <Pickers
        choices={list.health?.choices ?? null}
        mode={state.mode}
        model={state.model}
        effort={state.effort}
        place={ui.place}
        focusCount={ui.focusCount}
        onMode={mode => {
          actions.onChoose({ mode });
        }}
        onModel={model => {
          actions.onChoose({ model });
        }}
        onEffort={effort => {
          actions.onChoose({ effort });
        }}
      />
      <Meter
        usage={state.usage}
        share={contextShare(state)}
        budgets={list.budgets}
        focusCount={focusOf(ui, 'usage')}
      />
    </Composer>
  );
}

/** Grows when the keyboard should go to a place. */
function focusOf(ui: IUiState, place: Place): number {
  return ui.place === place ? ui.focusCount : 0;
}

/** Whether something hangs on the message, and whether it is still on its way. */
function toLoad({ attached, commentCount }: IChatProps) {
  const isBusy = attached.some(item => item.isBusy);
  return isBusy ? 'busy' : attached.length + commentCount > 0 ? 'something' : 'nothing';
}

function Activity({ chat: { state, clockAheadMs, terminal } }: { chat: IChatProps }) {
  const { trans, workspace } = useTools();
  if (state.turn === null) {
    return null;
  }
  const isWaiting = toState(state) === 'waiting' || terminal?.status === 'waiting';
  const tool = runningTool(state);
  const words = tool === null ? null : describeTool(tool, workspace, trans);
  const doing =
    words === null
      ? (state.activity?.text ?? living(state, trans))
      : `${words.verb} ${words.object}`;
  return (
    <ActivityLine
      text={isWaiting ? trans.__('Waiting for you') : doing}
      isWaiting={isWaiting}
      startedAt={state.turn.startedAt}
      clockAheadMs={clockAheadMs}
      tokens={turnTokens(state)}
    />
  );
}

function living(
  { live, background }: IChatProps['state'],
  trans: ReturnType<typeof useTools>['trans']
) {
  switch (live.at(-1)?.of) {
    case 'text':
      return trans.__('Writing…');
    case 'thinking':
      return trans.__('Thinking…');
    case undefined:
      return background.length > 0
        ? trans.__('Waiting for what runs in the background')
        : trans.__('Working…');
  }
}
