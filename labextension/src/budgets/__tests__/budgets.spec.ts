/** Which budget is told of, in which words, and that what was put away stays away. */

import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Budget, BudgetRequest, SessionUsage } from '../../api/types';
import { BudgetsModel } from '../model';
import { levelOf, mayAsk, occasionOf, toTell, urgent } from '../rules';
import { leftOf, nameOf, requestOf, warningOf } from '../words';

const trans = nullTranslator.load('remote_claude');

function budget(spent: string, more: Partial<Budget> = {}): Budget {
  return {
    whose: 'user',
    name: 'ada',
    period: 'day',
    hard: true,
    limit_usd: '20.00',
    spent_usd: spent,
    reserved_usd: '0',
    left_usd: String(Math.max(0, 20 - Number(spent))),
    resets_at: '2026-11-29T00:00:00Z',
    ...more
  };
}

describe('which budget is told of', () => {
  it.each([
    ['14.99', 'fine'],
    ['15', 'low'],
    ['18.99', 'low'],
    ['19', 'near'],
    ['19.999999', 'near'],
    ['20', 'spent'],
    ['25', 'spent']
  ])('with %s of 20 spent it is %s', (spent, level) => {
    expect(levelOf(budget(spent))).toBe(level);
  });

  it('a budget of nothing is spent', () => {
    expect(levelOf(budget('0', { limit_usd: '0' }))).toBe('spent');
  });

  it('the fullest that stops, before one that only warns', () => {
    const soft = budget('20', { hard: false, period: 'month' });
    const full = budget('19.5', { period: 'week' });
    expect(urgent({ items: [budget('16'), soft, full] })).toBe(full);
    expect(urgent({ items: [soft, budget('1')] })).toBe(soft);
    expect(urgent({ items: [budget('1')] })).toBeNull();
    expect(urgent(null)).toBeNull();
  });
});

describe('words', () => {
  it('say whose it is, what is left and until when', () => {
    expect(nameOf(budget('16'), trans)).toBe('Your daily budget');
    const pool = budget('16', { whose: 'group', name: 'data', period: 'month' });
    expect(nameOf(pool, trans)).toBe('Monthly budget of the group data');
    expect(leftOf(pool, trans)).toBe('$4.00 of $20.00 left');
    expect(warningOf(pool, trans, 'en')).toMatch(
      /80 % is spent, \$4\.00 of \$20\.00 left until Nov/
    );
  });

  it('tell a limit that stops from one that warns', () => {
    expect(warningOf(budget('20'), trans, 'en')).toContain('Claude can answer again from');
    expect(warningOf(budget('20', { hard: false }), trans, 'en')).toContain('Claude goes on');
  });
});

describe('asking for more', () => {
  const NOW = Date.parse('2026-11-28T16:02:00Z');

  function request(more: Partial<BudgetRequest> = {}): BudgetRequest {
    return {
      id: 'r1',
      at: '2026-11-28T16:00:00Z',
      user: 'ada',
      whose: 'user',
      name: 'ada',
      period: 'day',
      ends_at: '2026-11-29T00:00:00Z',
      usd: '5.00',
      reason: 'The demo',
      state: 'waiting',
      ...more
    };
  }
  const granted = request({
    state: 'granted',
    granted_usd: '2.50',
    decided_at: '2026-11-28T16:01:00Z',
    decided_by: 'root',
    answer: 'Until then'
  });

  it('is for what stops Claude, and not twice at once', () => {
    expect(mayAsk(budget('20'))).toBe(true);
    expect(mayAsk(budget('1'))).toBe(false);
    expect(mayAsk(budget('20', { hard: false }))).toBe(false);
    expect(mayAsk(budget('20', { request: request() }))).toBe(false);
    expect(mayAsk(budget('20', { request: request({ state: 'declined' }) }))).toBe(true);
  });

  it('an answer is told, also where there is enough again, and for some hours only', () => {
    const raised = budget('20', { limit_usd: '40', request: granted });
    expect(toTell({ items: [budget('1'), raised] }, NOW)).toBe(raised);
    expect(toTell({ items: [raised] }, NOW + 13 * 3_600_000)).toBeNull();
    const spent = budget('20', { period: 'month' });
    expect(toTell({ items: [raised, spent] }, NOW)).toBe(spent);
    expect(occasionOf(raised)).not.toBe(occasionOf({ ...raised, request: request() }));
  });

  it('says what became of it', () => {
    const say = (one: BudgetRequest) => requestOf(one, budget('20'), NOW, trans, 'en');
    expect(say(request())).toMatch(/^You asked for \$5\.00 more, 2m ago\.$/);
    expect(say(granted)).toBe('Your daily budget: root granted $2.50 more. “Until then”');
    const declined = request({ state: 'declined', decided_by: 'root', answer: 'Not now' });
    expect(say(declined)).toBe('root declined to give more. “Not now”');
  });
});

describe('the model', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function usage(spent: string): SessionUsage {
    return {
      cost_usd: '0',
      tokens: {},
      budgets: { items: [budget(spent)], contact: null }
    };
  }

  it('reads again once something was spent, and tells of what is new alone', async () => {
    const read = vi.fn().mockResolvedValue(usage('1'));
    const model = new BudgetsModel({ usage: read, askForMore: vi.fn() });
    const told = vi.fn();
    model.changed.connect(told);
    await vi.advanceTimersByTimeAsync(100);
    expect(model.budgets?.items?.[0]?.spent_usd).toBe('1');
    expect(told).toHaveBeenCalledTimes(1);
    read.mockResolvedValue(usage('19'));
    model.noteSpent('0.5');
    model.noteSpent('0.5');
    await vi.advanceTimersByTimeAsync(12_000);
    expect(read).toHaveBeenCalledTimes(2);
    expect(told).toHaveBeenCalledTimes(2);
    model.noteSpent('0.6');
    await vi.advanceTimersByTimeAsync(12_000);
    expect(told).toHaveBeenCalledTimes(2);
    model.dispose();
  });

  it('reads what stands as soon as somebody has asked', async () => {
    const read = vi.fn().mockResolvedValue(usage('20'));
    const ask = vi.fn().mockResolvedValue(undefined);
    const model = new BudgetsModel({ usage: read, askForMore: ask });
    await vi.advanceTimersByTimeAsync(100);
    const wanted = { whose: 'user', period: 'day', usd: '5', reason: 'The demo' } as const;
    await model.ask(wanted);
    expect(ask).toHaveBeenCalledWith(wanted);
    expect(read).toHaveBeenCalledTimes(2);
    ask.mockRejectedValue(new Error('no'));
    await expect(model.ask(wanted)).rejects.toThrow('no');
    model.dispose();
  });

  it('is empty where nobody sets a budget', async () => {
    const model = new BudgetsModel({
      usage: () => Promise.resolve({ ...usage('1'), budgets: { items: [], contact: 'ops' } }),
      askForMore: vi.fn()
    });
    await vi.advanceTimersByTimeAsync(100);
    expect(model.budgets).toBeNull();
    model.dispose();
  });

  it('puts an occasion away until there is more to say', () => {
    const model = new BudgetsModel({
      usage: () => Promise.resolve(usage('16')),
      askForMore: vi.fn()
    });
    model.dismiss(occasionOf(budget('16')));
    expect(model.dismissed.has(occasionOf(budget('17')))).toBe(true);
    expect(model.dismissed.has(occasionOf(budget('19.5')))).toBe(false);
    model.dispose();
  });
});
