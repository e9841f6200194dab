import { describe, expect, it } from 'vitest';

import { toPlanBlocks } from '../blocks';
import { PlanComments, WHOLE, toFeedback, type IPlanComment } from '../comments';
import { settlePlan } from '../settle';

const comment = (more: Partial<IPlanComment> = {}): IPlanComment => ({
  id: 'c',
  approval: 'a',
  block: 1,
  quote: 'Paint it *blue*.',
  text: 'Red.',
  ...more
});

function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key)
  } as unknown as Storage;
}

describe('the blocks of a plan', () => {
  it('are its headings, paragraphs, items and pieces of code', () => {
    const plan = [
      '# Do it\nFirst words\nof a paragraph.\n\n',
      '1. One\n   goes on\n2. Two\n   - deeper\n     - deepest\n   - again\n3. Three\n\n',
      '```sh\n# no heading\n- no item\n```\n'
    ].join('');
    expect(toPlanBlocks(plan).map(({ source, depth }) => [depth, source])).toEqual([
      [0, '# Do it'],
      [0, 'First words\nof a paragraph.'],
      [1, '1. One\n   goes on'],
      [1, '2. Two'],
      [2, '- deeper'],
      [3, '- deepest'],
      [2, '- again'],
      [1, '3. Three'],
      [0, '```sh\n# no heading\n- no item\n```']
    ]);
  });

  it('lose nothing of the plan', () => {
    const plan = 'a\n\n- b\n\n  c\n\n> d\n\n| e |\n|---|\n| f |\n';
    const words = toPlanBlocks(plan).flatMap(({ source }) => source.match(/\w/g) ?? []);
    expect(words.join('')).toBe('abcdef');
  });

  it('know the addresses that stand at the end', () => {
    const blocks = toPlanBlocks('See [here][x].\n\nAnd more.\n\n[x]: https://example.org\n');
    expect(blocks.map(({ quote }) => quote)).toEqual(['See [here][x].', 'And more.']);
    expect(blocks[0]?.source).toContain('[x]: https://example.org');
  });
});

describe('what is said about a plan', () => {
  it('is the words, then the comments in the order of the plan, each below its quote', () => {
    const words = comment({ id: 'w', block: WHOLE, quote: '', text: ' Smaller. ' });
    const first = comment({ id: 'f', block: 0, quote: 'a\nb', text: 'Why?' });
    expect(toFeedback([comment(), words, first])).toBe(
      'Smaller.\n\n> a\n> b\nWhy?\n\n> Paint it *blue*.\nRed.'
    );
  });

  it('survives a reload, and gives way to what is said about the next plan', () => {
    const kept = storage();
    new PlanComments(kept, 's').put('c', comment());
    const later = new PlanComments(kept, 's');
    expect(later.of('c', 'a')).toEqual([comment()]);
    later.put('c', comment({ approval: 'b' }));
    expect(later.list('c').map(({ approval }) => approval)).toEqual(['b']);
  });

  it('goes with a no, and comes back as a text with a yes', () => {
    const comments = new PlanComments(storage(), 's');
    comments.put('c', comment());
    expect(settlePlan(comments, 'c', 'a', { decision: 'deny' })).toBe('');
    expect(comments.list('c')).toEqual([]);
    comments.put('c', comment());
    expect(settlePlan(comments, 'c', 'a', { decision: 'allow' })).toContain('Red.');
    expect(comments.list('c')).toEqual([]);
  });
});
