/** Budgets in words. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Budget, BudgetRequest } from '../api/types';
import { formatAge, formatMoney } from '../common/format';
import { levelOf, requestToTell, shareOf } from './rules';

/** Whose budget it is and for how long, such as `Your daily budget`. */
export function nameOf(budget: Budget, trans: TranslationBundle): string {
  const { whose, period, name } = budget;
  switch (whose) {
    case 'user':
      return {
        day: trans.__('Your daily budget'),
        week: trans.__('Your weekly budget'),
        month: trans.__('Your monthly budget')
      }[period];
    case 'group':
      return {
        day: trans.__('Daily budget of the group %1', name),
        week: trans.__('Weekly budget of the group %1', name),
        month: trans.__('Monthly budget of the group %1', name)
      }[period];
    case 'everyone':
      return {
        day: trans.__('Daily budget of everyone'),
        week: trans.__('Weekly budget of everyone'),
        month: trans.__('Monthly budget of everyone')
      }[period];
  }
}

/** What is left, such as `$4.20 of $20.00`. */
export function leftOf(budget: Budget, trans: TranslationBundle): string {
  return trans.__('%1 of %2 left', formatMoney(budget.left_usd), formatMoney(budget.limit_usd));
}

/** When it begins anew, in the reader's own language and time. */
export function resetOf(budget: Budget, locale?: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return format.format(new Date(budget.resets_at));
}

/** What to say of a budget that runs out. */
export function warningOf(budget: Budget, trans: TranslationBundle, locale?: string): string {
  const name = nameOf(budget, trans);
  const until = resetOf(budget, locale);
  if (levelOf(budget) !== 'spent') {
    const percent = String(Math.floor(shareOf(budget) * 100));
    return trans.__('%1: %2 % is spent, %3 until %4.', name, percent, leftOf(budget, trans), until);
  }
  return budget.hard
    ? trans.__('%1 is spent. Claude can answer again from %2 on.', name, until)
    : trans.__('%1 is spent. Claude goes on; it begins anew on %2.', name, until);
}

/** What became of a request for more. */
export function requestOf(
  request: BudgetRequest,
  budget: Budget,
  now: number,
  trans: TranslationBundle,
  locale?: string
): string {
  const by = request.decided_by ?? '';
  const words = (request.answer ?? '') === '' ? '' : ` “${request.answer ?? ''}”`;
  switch (request.state) {
    case 'waiting': {
      const age = formatAge(request.at, now, locale);
      return trans.__('You asked for %1 more, %2.', formatMoney(request.usd), age);
    }
    case 'granted': {
      const usd = formatMoney(request.granted_usd ?? '0');
      return trans.__('%1: %2 granted %3 more.', nameOf(budget, trans), by, usd) + words;
    }
    case 'declined':
      return trans.__('%1 declined to give more.', by) + words;
  }
}

/** All that there is to say of a budget: how it stands, what became of a request, whom to ask. */
export function noticeOf(
  budget: Budget,
  contact: string,
  now: number,
  trans: TranslationBundle
): string {
  const request = requestToTell(budget, now);
  const isFine = levelOf(budget) === 'fine';
  const said = [
    isFine ? '' : warningOf(budget, trans),
    request === null ? '' : requestOf(request, budget, now, trans),
    isFine || contact === '' ? '' : trans.__('For more, ask %1.', contact)
  ];
  return said.filter(part => part !== '').join(' ');
}
