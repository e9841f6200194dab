import { describe, expect, it } from 'vitest';

import type { Approval, Conversation } from '../../api/types';
import { newQuestions, withCount } from '../alerts';

const asked = (approval: string) => ({ approval }) as Approval;
const conversation = (id: string, ...approvals: Approval[]) => ({ id, approvals }) as Conversation;

describe('the title of the page', () => {
  it.each([
    ['a.py - Remote Claude', 0, 'a.py - Remote Claude'],
    ['a.py - Remote Claude', 2, '(2) a.py - Remote Claude'],
    ['(2) a.py - Remote Claude', 1, '(1) a.py - Remote Claude'],
    ['(1) a.py - Remote Claude', 0, 'a.py - Remote Claude']
  ])('%s with %i questions is %s', (title, count, expected) => {
    expect(withCount(title, count)).toBe(expected);
  });
});

describe('new questions', () => {
  it('are those that were not known before, with their conversation', () => {
    const items = [conversation('a', asked('1'), asked('2')), conversation('b', asked('3'))];
    const found = newQuestions(items, new Set(['1']));
    expect(found.map(one => [one.conversation.id, one.approval.approval])).toEqual([
      ['a', '2'],
      ['b', '3']
    ]);
  });
});
