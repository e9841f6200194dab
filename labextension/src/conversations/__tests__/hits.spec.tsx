import { nullTranslator } from '@jupyterlab/translation';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CONVERSATION } from '../../api/__tests__/conversation';
import type { Hit, Hits } from '../../api/types';
import { ConversationList } from '../components/list';
import { byConversation, plainPieces } from '../rules';

const ITEMS = ['a', 'b'].map(id => ({ ...CONVERSATION, id, title: `Title ${id}` }));

function hit(conversation: string, seq: number, text = 'pear'): Hit {
  const snippet = [{ text: 'A **' }, { text, marked: true }, { text: '** tree.' }];
  const at = '2026-11-24T09:00:00Z';
  return { conversation, title: '', seq, at, kind: 'text', by: null, snippet };
}

const HITS = [hit('b', 9), hit('a', 7), hit('b', 5), hit('b', 4), hit('b', 2), hit('gone', 1)];

/** Answers questions when a test says so, in any order. */
class Search {
  readonly asked: string[] = [];
  readonly ask = (query: string, cursor: string | null) => {
    this.asked.push(cursor === null ? query : `${query} from ${cursor}`);
    return new Promise<Hits>((resolve, reject) => {
      this._open.push({ resolve, reject });
    });
  };

  async answer(index: number, items: Hit[], next: string | null = null): Promise<void> {
    await act(async () => {
      this._open[index]?.resolve({ items, next, incomplete: false });
      await Promise.resolve();
    });
  }

  async fail(index: number): Promise<void> {
    await act(async () => {
      this._open[index]?.reject(new Error('The session could not be reached.'));
      await Promise.resolve();
    });
  }

  private readonly _open: {
    resolve: (hits: Hits) => void;
    reject: (error: Error) => void;
  }[] = [];
}

function list(search: Search) {
  const onOpenAt = vi.fn();
  render(
    <ConversationList
      items={ITEMS}
      isLoaded={true}
      current="b"
      shown="all"
      asking={null}
      deleted={null}
      me="ada"
      now={Date.UTC(2026, 10, 24, 10)}
      trans={nullTranslator.load('remote_claude')}
      onOpenAt={onOpenAt}
      onSearch={search.ask}
      onShow={vi.fn()}
      onOpen={vi.fn()}
      onNew={vi.fn()}
      onClose={vi.fn()}
      onEdit={vi.fn()}
      onRemove={vi.fn()}
      onRestore={vi.fn()}
      onForgetDeleted={vi.fn()}
    />
  );
  return onOpenAt;
}

/** Type, and let the pause pass after which it is asked. */
function type(text: string): void {
  const box = screen.getByRole('searchbox');
  fireEvent.change(box, { target: { value: text } });
  act(() => {
    vi.runOnlyPendingTimers();
  });
}

const found = () => [...document.querySelectorAll('.rc-hit-words')].map(each => each.textContent);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('what was found', () => {
  it('stands by conversation, without what is gone', () => {
    const groups = byConversation(HITS, ITEMS).map(([{ id }, hits]) => [
      id,
      hits.map(({ seq }) => seq)
    ]);
    expect(groups).toEqual([
      ['b', [9, 5, 4, 2]],
      ['a', [7]]
    ]);
  });

  it('is shown without the signs of Markdown', () => {
    const words = plainPieces(hit('a', 1).snippet).map(({ text }) => text);
    expect(words.join('')).toBe('A pear tree.');
    expect(plainPieces([{ text: '# `a_b` * c' }])[0]?.text).toBe('a_b * c');
  });
});

describe('searching in conversations', () => {
  it('marks the words, opens the place, and is walked through with the arrow keys', async () => {
    const search = new Search();
    const onOpenAt = list(search);
    type('pear');
    await search.answer(0, HITS);
    expect(screen.getByRole('group', { name: 'In conversations 5' })).toBeDefined();
    expect([...document.querySelectorAll('mark')].map(mark => mark.textContent)).toContain('pear');
    expect(screen.getByText('5 places found')).toBeDefined();
    fireEvent.keyDown(screen.getByRole('searchbox'), { key: 'ArrowDown' });
    fireEvent.keyDown(document.activeElement!, { key: 'ArrowDown' });
    fireEvent.click(document.activeElement!);
    expect(onOpenAt).toHaveBeenCalledExactlyOnceWith('b', 5);
  });

  it('shows a few of a conversation, and the rest where one asks', async () => {
    const search = new Search();
    list(search);
    type('pear');
    await search.answer(0, HITS);
    expect(found()).toHaveLength(4);
    fireEvent.click(screen.getByRole('button', { name: '1 more in this conversation' }));
    expect(found()).toHaveLength(5);
    expect(document.activeElement?.className).toContain('rc-hit');
  });

  it('never lets a late answer replace a newer one, and asks once for a word', async () => {
    const search = new Search();
    list(search);
    type('pe');
    type('pear');
    expect(search.asked).toEqual(['pe', 'pear']);
    await search.answer(1, [hit('a', 2, 'newer')]);
    await search.answer(0, [hit('a', 1, 'older')]);
    expect(found()).toEqual(['Claude: A newer tree.']);
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'pears' } });
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'pearst' } });
    expect(found()).toEqual(['Claude: A newer tree.']);
    act(() => {
      vi.runOnlyPendingTimers();
    });
    expect(search.asked).toEqual(['pe', 'pear', 'pearst']);
    await search.answer(2, []);
    expect(found()).toEqual([]);
    expect(screen.getByText('Nothing found.')).toBeDefined();
  });

  it('asks nothing for one letter, and is gone with the words', async () => {
    const search = new Search();
    list(search);
    type('p');
    expect(search.asked).toEqual([]);
    type('title');
    await search.answer(0, HITS);
    type('');
    expect(found()).toEqual([]);
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });

  it('goes further back, and says why where it cannot', async () => {
    const search = new Search();
    list(search);
    type('pear');
    await search.answer(0, [hit('a', 8)], 'next');
    const more = screen.getByRole('button', { name: 'Search further back' });
    more.focus();
    fireEvent.click(more);
    fireEvent.click(screen.getByRole('button', { name: 'Searching…' }));
    await search.answer(1, [hit('a', 3)]);
    expect(search.asked).toEqual(['pear', 'pear from next']);
    expect(found()).toHaveLength(2);
    type('pear tree');
    await search.fail(2);
    expect(screen.getByText('The session could not be reached.')).toBeDefined();
  });

  it('adds what it finds further back below, in sight, and goes on there', async () => {
    const search = new Search();
    list(search);
    type('pear');
    const first = [hit('b', 9), hit('b', 8), hit('b', 7), hit('b', 6), hit('b', 5)];
    await search.answer(0, first, 'next');
    const before = found();
    const more = screen.getByRole('button', { name: 'Search further back' });
    more.focus();
    fireEvent.click(more);
    await search.answer(1, [hit('b', 4, 'older'), hit('gone', 3)]);
    expect(found()).toEqual([...before, 'Claude: A older tree.']);
    expect(screen.getByText('Further back')).toBeDefined();
    expect(document.activeElement?.textContent).toContain('older');
    expect(screen.queryByRole('button', { name: 'Search further back' })).toBeNull();
  });

  it('names who wrote it, and says "You" to that person alone', async () => {
    const search = new Search();
    list(search);
    type('pear');
    const message = { ...hit('a', 1), kind: 'message' as const };
    await search.answer(0, [
      { ...message, seq: 3, by: 'ada' },
      { ...message, seq: 2, by: 'bob' },
      hit('a', 1)
    ]);
    expect(found()).toEqual(['You: A pear tree.', 'bob: A pear tree.', 'Claude: A pear tree.']);
  });
});
