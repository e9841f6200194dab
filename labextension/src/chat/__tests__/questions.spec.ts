import { describe, expect, it } from 'vitest';

import { NOT_CHOSEN, choose, isAnswered, readQuestions, toAnswers, write } from '../questions';

const INPUT = {
  questions: [
    {
      question: 'Which DB?',
      header: 'DB',
      multiSelect: false,
      options: [{ label: 'Postgres', description: 'big' }, { label: 'SQLite' }]
    },
    {
      question: 'Which checks?',
      header: '',
      multiSelect: true,
      options: [{ label: 'a' }, { label: 'b' }]
    }
  ]
};

describe('questions', () => {
  const [one, many] = readQuestions(INPUT) as [never, never];

  it('are answered by the label, several joined', () => {
    const checks = choose(many, choose(many, NOT_CHOSEN, 'a'), 'b');
    const chosen = [choose(one, NOT_CHOSEN, 'Postgres'), write(many, checks, 'and c')];
    expect(toAnswers(readQuestions(INPUT), chosen)).toEqual({
      'Which DB?': 'Postgres',
      'Which checks?': 'a, b, and c'
    });
  });

  it('take one answer where only one may be given', () => {
    const chosen = choose(one, choose(one, NOT_CHOSEN, 'Postgres'), 'SQLite');
    expect(chosen.labels).toEqual(['SQLite']);
    expect(write(one, chosen, 'mine')).toEqual({ labels: [], other: 'mine' });
  });

  it('take a choice back', () => {
    expect(isAnswered(choose(many, choose(many, NOT_CHOSEN, 'a'), 'a'))).toBe(false);
    expect(isAnswered(write(one, NOT_CHOSEN, '  '))).toBe(false);
  });

  it.each([{}, { questions: 'x' }, { questions: [null, { options: 3 }] }])(
    'of a strange shape are no error (%j)',
    input => {
      expect(readQuestions(input)).toBeInstanceOf(Array);
    }
  );
});
