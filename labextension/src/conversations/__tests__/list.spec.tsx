import { nullTranslator } from '@jupyterlab/translation';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Conversation, State } from '../../api/types';
import { CONVERSATION } from '../../api/__tests__/conversation';
import { ConversationList } from '../components/list';
import { count, merge, pick, plainLine } from '../rules';

afterEach(cleanup);

function conversation(id: string, state: State, minute: number): Conversation {
  const at = new Date(Date.UTC(2026, 10, 24, 9, minute)).toISOString();
  return { ...CONVERSATION, id, title: `Title ${id}`, state, updated_at: at };
}

const ITEMS = [
  conversation('a', 'waiting', 3),
  conversation('b', 'working', 2),
  conversation('c', 'failed', 1),
  conversation('d', 'idle', 0)
];

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

  it('count the heaps', () => {
    expect(count(ITEMS)).toEqual({ all: 4, waiting: 1, working: 1, done: 2 });
    expect(pick(ITEMS, 'done').map(item => item.id)).toEqual(['c', 'd']);
  });
});

function list(asking: string | null = null) {
  const calls = {
    onShow: vi.fn(),
    onOpen: vi.fn(),
    onNew: vi.fn(),
    onClose: vi.fn(),
    onRename: vi.fn(() => Promise.resolve()),
    onRemove: vi.fn(() => Promise.resolve())
  };
  render(
    <ConversationList
      items={ITEMS}
      isLoaded={true}
      current="b"
      shown="all"
      asking={asking}
      now={Date.UTC(2026, 10, 24, 9, 4)}
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

  it('asks in its own place before it deletes', () => {
    const { onRemove } = list();
    fireEvent.keyDown(document.activeElement!, { key: 'Delete' });
    expect(screen.getByRole('alertdialog').textContent).toContain('Claude is stopped.');
    expect(document.activeElement?.textContent).toBe('Keep');
    fireEvent.click(screen.getByRole('button', { name: 'Keep' }));
    expect(onRemove).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'Delete Title a' }));
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
    expect(onRemove).toHaveBeenCalledExactlyOnceWith('a');
  });

  it('asks at once where it was opened for that', () => {
    list('c');
    expect(screen.getByRole('alertdialog').textContent).toContain('Title c');
  });

  it('renames with F2, Enter and nothing else', () => {
    const { onRename } = list();
    fireEvent.keyDown(document.activeElement!, { key: 'F2' });
    const box = screen.getByRole('textbox', { name: 'Title' });
    fireEvent.change(box, { target: { value: ' Better ' } });
    fireEvent.submit(box);
    expect(onRename).toHaveBeenCalledExactlyOnceWith('b', 'Better');
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
