/** Questions of Claude, asked and settled; pure. */

import type { ApprovalAsked, ApprovalSettled } from '../api/types';
import { decideTool } from './entries';
import type { IChatState } from './state';

/** A question waits for a person. */
export function ask(state: IChatState, frame: ApprovalAsked): IChatState {
  const { approval, type, tool_use, tool, input, cwd, suggestions, asked_at } = frame;
  const reason = frame.reason ?? null;
  const asked = { approval, type, tool_use, tool, input, cwd, reason, suggestions, asked_at };
  return { ...state, approvals: [...state.approvals, asked] };
}

/** A question has ended. */
export function settle(state: IChatState, frame: ApprovalSettled): IChatState {
  const asked = state.approvals.find(one => one.approval === frame.approval);
  if (asked === undefined) {
    return state;
  }
  const approvals = state.approvals.filter(one => one !== asked);
  const label = asked.suggestions.find(one => one.id === frame.suggestion)?.label ?? null;
  const { outcome, by } = frame;
  const decision = { outcome, by, suggestion: label, feedback: frame.feedback ?? null };
  return decideTool({ ...state, approvals }, asked.tool_use, decision, frame.at);
}
