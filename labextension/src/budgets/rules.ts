/** Which budget matters most, and when to say so; pure. */

import type { Budget, BudgetRequest, Budgets } from '../api/types';

/** How urgent a budget is: `low` from three quarters on, `near` from 95 %, `spent` at its limit. */
export type Level = 'fine' | 'low' | 'near' | 'spent';

const LOW = 0.75;
const NEAR = 0.95;

/** How much of a budget is spent; 1 is all of it. */
export function shareOf(budget: Budget): number {
  const limit = Number(budget.limit_usd);
  return limit > 0 ? Number(budget.spent_usd) / limit : 1;
}

/** How urgent it is. */
export function levelOf(budget: Budget): Level {
  const share = shareOf(budget);
  if (share >= 1) {
    return 'spent';
  }
  return share >= NEAR ? 'near' : share >= LOW ? 'low' : 'fine';
}

/** The budget that a person should hear of, or null: the fullest, one that stops before one that warns. */
export function urgent(budgets: Budgets | null): Budget | null {
  const found = (budgets?.items ?? []).filter(budget => levelOf(budget) !== 'fine');
  found.sort(
    (one, other) => Number(other.hard) - Number(one.hard) || shareOf(other) - shareOf(one)
  );
  return found[0] ?? null;
}

/** An answer is news for so long. */
const NEWS_MS = 12 * 3_600_000;

/** What became of the person's request for more, while it waits or its answer is news. */
export function requestToTell(budget: Budget, now: number): BudgetRequest | null {
  const request = budget.request ?? null;
  const decided = Date.parse(request?.decided_at ?? '');
  return request?.state === 'waiting' || now - decided < NEWS_MS ? request : null;
}

/** The budget to tell of: one that runs out, else one whose request was answered lately. */
export function toTell(budgets: Budgets | null, now: number): Budget | null {
  const answered = (budgets?.items ?? []).find(each => requestToTell(each, now) !== null);
  return urgent(budgets) ?? answered ?? null;
}

/** Whether the person may ask for more: of what stops Claude, and not twice at once. */
export function mayAsk(budget: Budget): boolean {
  return budget.hard && levelOf(budget) !== 'fine' && budget.request?.state !== 'waiting';
}

/** The same text for the same thing to say: what was put away stays away until there is more to say. */
export function occasionOf(budget: Budget): string {
  const { whose, name, period, resets_at, request } = budget;
  const asked = request === undefined || request === null ? '' : request.id + request.state;
  return [whose, name, period, resets_at, levelOf(budget), asked].join(' ');
}
