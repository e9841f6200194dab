/** What may stand between head and transcript. */

import { useEffect, useState } from 'react';

import { BudgetNotice } from '../../budgets/components/notice';
import { Heaps } from '../../conversations/components/heaps';
import { useTrans } from './context';
import { AlertsNotice, DemoBanner, ProblemLine, ReconnectLine, TrustNotice } from './notices';
import type { IPanelProps } from './props';

/** A short gap in the connection is nobody's concern. */
const PATIENCE_MS = 700;

/** The heaps of conversations, then trouble, then what the session has to say. */
export function Tops(props: IPanelProps) {
  const { chat, list, ui, actions } = props;
  const trans = useTrans();
  return (
    <>
      {!ui.isListOpen && list.items.length > 1 && (
        <Heaps
          items={list.items}
          shown={null}
          now={Date.now() + chat.clockAheadMs}
          trans={trans}
          onShow={actions.onShow}
        />
      )}
      <Troubles {...props} />
      <BudgetNotice
        budgets={list.budgets}
        dismissed={list.dismissedBudgets}
        onDismiss={actions.onDismissBudget}
        onAsk={actions.onAskForMore}
      />
      <Hints {...props} />
      {props.mayAskAlerts && <AlertsNotice onAnswer={actions.onAlerts} />}
    </>
  );
}

/** Lost connection, and what went wrong. */
function Troubles({ chat, list, actions }: IPanelProps) {
  const { trouble } = list;
  const problem = list.health?.problem ?? '';
  const isAway = useLate(!chat.isConnected, PATIENCE_MS);
  return (
    <>
      {isAway && <ReconnectLine isOnline={chat.isOnline} onRetry={actions.onReconnect} />}
      {trouble !== null && !isAway && (
        <ProblemLine level="error" problem={trouble} onDismiss={null} />
      )}
      {chat.problem !== null && (
        <ProblemLine level="error" problem={chat.problem} onDismiss={actions.onDismissProblem} />
      )}
      {problem !== '' && (
        <ProblemLine
          level="warning"
          problem={{ message: problem, remedy: null }}
          onDismiss={null}
        />
      )}
    </>
  );
}

/** The demo model, and trust: at length only while the conversation is empty. */
function Hints({ chat, list: { health }, ui, actions }: IPanelProps) {
  if (health === null || ui.isListOpen) {
    return null;
  }
  const isEmpty = chat.isLoaded && chat.state.entries.length + chat.outbox.length === 0;
  const isDemo = health.provider === 'demo' && !ui.dismissed.has('demo');
  const isTrust = health.trust === 'dialog' && !ui.dismissed.has('trust');
  return (
    <>
      {isDemo && (
        <DemoBanner
          health={health}
          isOpen={isEmpty}
          onDismiss={() => {
            actions.onDismiss('demo');
          }}
        />
      )}
      {isTrust && isEmpty && (
        <TrustNotice
          onDismiss={() => {
            actions.onDismiss('trust');
          }}
        />
      )}
    </>
  );
}

/** True once it has been so for a while; false at once. */
function useLate(isSo: boolean, ms: number): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isSo) {
      setLate(false);
      return undefined;
    }
    const timer = window.setTimeout(() => {
      setLate(true);
    }, ms);
    return () => {
      window.clearTimeout(timer);
    };
  }, [isSo, ms]);
  return isSo && isLate;
}
