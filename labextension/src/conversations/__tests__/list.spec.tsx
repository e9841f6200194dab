import { nullTranslator } from '@jupyterlab/translation';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Conversation, Hits, State } from '../../api/types';
import { CONVERSATION } from '../../api/__tests__/conversation';
import { ConversationList } from '../components/list';
import type { IDeleted } from '../model';
import { count, groupOf, merge, plainLine, search, toGroups, toTags } from '../rules';

afterEach(cleanup);

function conversation(id: string, state: State, minute: number): Conversation {
  const at = new Date(Date.UTC(2026, 10, 24, 9, minute)).toISOString();
  return { ...CONVERSATION, id, title: `Title ${id}`, state, updated_at: at, active_at: at };
}

const NOW = Date.UTC(2026, 10, 24, 9, 4);
const ITEMS = [
  conversation('a', 'waiting', 3),
  conversation('b', 'working', 2),
  conversation('c', 'failed', 1),
  conversation('d', 'idle', 0)
];

const NO_HITS: Hits = { items: [], next: null, incomplete: false };

describe('the rules of the list', () => {
  it('put the most recently changed first and never go back', () => {
    const old = conversation('d', 'working', -9);
    const news = conversation('c', 'idle', 9);
    const items = merge(ITEMS, [old, news]);
    expect(items.map(item => item.id).join('')).toBe('cabd');
    expect(items.at(-1)?.state).toBe('idle');
  });

  it('read a line of Markdown as words', () => {
    expect(plainLine('_All_ **green** in `snake_case`, see [docs](d.md)')).toBe(
      'All green in snake_case, see docs'
    );
    expect(plainLine('## my_file_name.py has __one__ change')).toBe(
      'my_file_name.py has one change'
    );
  });

  it('put what needs the person first, and old or archived things last', () => {
    const old = { ...conversation('e', 'idle', 0), active_at: '2026-11-20T09:00:00Z' };
    const archived = { ...conversation('f', 'idle', 3), archived: true };
    const items = [...ITEMS, old, archived];
    expect(
      toGroups(items, 'all', NOW).map(([group, found]) => [group, found.map(item => item.id)])
    ).toEqual([
      ['waiting', ['a']],
      ['working', ['b']],
      ['done', ['c', 'd']],
      ['earlier', ['e']],
      ['archived', ['f']]
    ]);
    expect(count(items, NOW)).toEqual({ all: 5, waiting: 1, working: 1, done: 2 });
    expect(toGroups(items, 'done', NOW).length).toBe(1);
  });

  it('hide nothing that is news: unread is never old, and the archive holds no open question', () => {
    const old = { ...conversation('e', 'idle', 0), active_at: '2026-11-20T09:00:00Z' };
    expect(groupOf({ ...old, unread: true }, NOW)).toBe('done');
    expect(groupOf({ ...old, archived: true, state: 'waiting' }, NOW)).toBe('waiting');
  });

  it('find words in title, last line and tags, in any order and without accents', () => {
    const item = { ...conversation('z', 'idle', 0), last_line: 'Café is open.', tags: ['Urgent'] };
    const found = (query: string) => search([...ITEMS, item], query).map(each => each.id);
    expect(found('urgent CAFE title')).toEqual(['z']);
    expect(found('title b')).toEqual(['b']);
    expect(found('  ')).toHaveLength(5);
    expect(found('nowhere')).toEqual([]);
  });

  it('take tags as they are typed', () => {
    expect(toTags(' a,  two   words, a,, ')).toEqual(['a', 'two words']);
  });
});

function list(
  asking: string | null = null,
  deleted: IDeleted | null = null,
  items: readonly Conversation[] = ITEMS
) {
  const calls = {
    onShow: vi.fn(),
    onOpen: vi.fn(),
    onOpenAt: vi.fn(),
    onSearch: vi.fn(() => Promise.resolve(NO_HITS)),
    onNew: vi.fn(),
    onClose: vi.fn(),
    onEdit: vi.fn(() => Promise.resolve()),
    onRemove: vi.fn(() => Promise.resolve()),
    onRestore: vi.fn(() => Promise.resolve()),
    onForgetDeleted: vi.fn()
  };
  render(
    <ConversationList
      items={items}
      isLoaded={true}
      current="b"
      shown="all"
      asking={asking}
      deleted={deleted}
      me={null}
      now={NOW}
      trans={nullTranslator.load('remote_claude')}
      {...calls}
    />
  );
  return calls;
}

describe('the list', () => {
  it('begins at the conversation that is open, and the arrow keys walk through it', () => {
    const { onOpen, onClose } = list();
    expect(document.activeElement?.textContent).toContain('Title b');
    fireEvent.keyDown(document.activeElement!, { key: 'ArrowUp' });
    expect(document.activeElement?.textContent).toContain('Title a');
    fireEvent.keyDown(document.activeElement!, { key: 'End' });
    fireEvent.click(document.activeElement!);
    expect(onOpen).toHaveBeenCalledExactlyOnceWith('d');
    fireEvent.keyDown(document.activeElement!, { key: 'Escape' });
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('asks in its own place before it stops Claude, and deletes the rest at once', async () => {
    const { onRemove } = list();
    fireEvent.keyDown(document.activeElement!, { key: 'Delete' });
    expect(screen.getByRole('alertdialog').textContent).toContain('Claude is stopped.');
    expect(document.activeElement?.textContent).toBe('Keep');
    fireEvent.click(screen.getByRole('button', { name: 'Keep' }));
    expect(onRemove).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'Delete Title c' }));
    expect(onRemove).toHaveBeenCalledExactlyOnceWith('c');
    await waitFor(() => {
      expect(document.activeElement?.textContent).toContain('Title d');
    });
  });

  it('marks what runs in a terminal, which goes on there when it is deleted here', () => {
    const there = conversation('b', 'working', 2);
    const { onRemove } = list(null, null, [{ ...there, terminal: { name: '3', status: 'busy' } }]);
    expect(screen.getByRole('img', { name: 'In Terminal 3' }).title).toBe('In Terminal 3');
    fireEvent.keyDown(document.activeElement!, { key: 'Delete' });
    expect(onRemove).toHaveBeenCalledExactlyOnceWith('b');
  });

  it('brings back what was deleted, by the button and by Ctrl+Z', () => {
    const { onRestore } = list(null, { id: 'x', title: 'Gone', at: Date.now() });
    expect(screen.getByRole('status').textContent).toContain('Deleted “Gone”.');
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    fireEvent.keyDown(document.querySelector('.rc-item-open')!, { key: 'z', ctrlKey: true });
    expect(onRestore).toHaveBeenCalledTimes(2);
  });

  it('narrows as one types and shows what is found wherever it lies', async () => {
    list();
    const box = screen.getByRole('searchbox', { name: 'Search conversations' });
    fireEvent.change(box, { target: { value: 'title c' } });
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    fireEvent.keyDown(box, { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toContain('Title c');
    fireEvent.change(box, { target: { value: 'nowhere' } });
    expect(await screen.findByText('Nothing found.')).toBeDefined();
  });

  it('asks at once where it was opened for that', () => {
    list('c');
    expect(screen.getByRole('alertdialog').textContent).toContain('Title c');
  });

  it('renames with F2, Enter and nothing else', () => {
    const { onEdit } = list();
    fireEvent.keyDown(document.activeElement!, { key: 'F2' });
    const box = screen.getByRole('textbox', { name: 'Title' });
    fireEvent.change(box, { target: { value: ' Better ' } });
    fireEvent.submit(box);
    expect(onEdit).toHaveBeenCalledExactlyOnceWith('b', { title: 'Better' });
  });

  it('says why something could not be done', async () => {
    const { onRemove } = list('c');
    onRemove.mockRejectedValue(new Error('The disk is full.'));
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
    await waitFor(() => {
      expect(screen.getByRole('alert').textContent).toBe('The disk is full.');
    });
  });

  it('tells states by words, not by colour alone', () => {
    list();
    for (const name of ['Needs you', 'Working', 'Failed', 'Idle']) {
      expect(screen.getByRole('img', { name })).toBeDefined();
    }
  });
});
