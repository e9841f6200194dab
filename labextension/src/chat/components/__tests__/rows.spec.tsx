import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FRAMES, numbered, started } from '../../../api/__tests__/conversation';
import { reduce } from '../../reducer';
import { toRows } from '../../selectors';
import { EMPTY } from '../../state';
import type { IRowTools } from '../row';
import { TranscriptRow } from '../row';
import { show } from './tools';

afterEach(cleanup);

let tools: IRowTools;

beforeEach(() => {
  tools = {
    lanes: new Map(),
    again: null,
    onAgain: vi.fn(),
    onFork: vi.fn(),
    onRewind: null,
    undoable: null,
    onUndoRewind: () => undefined,
    onReview: () => undefined,
    onRetry: vi.fn(),
    onDiscard: vi.fn()
  };
});

function transcript(frames = FRAMES, more: Parameters<typeof show>[1] = {}) {
  const state = frames.reduce(reduce, EMPTY);
  return show(
    <>
      {toRows(state, []).map(row => (
        <TranscriptRow key={row.key} row={row} tools={{ ...tools, lanes: state.lanes }} />
      ))}
    </>,
    more
  );
}

describe('the transcript', () => {
  it('has a line for everything that happened', () => {
    const { container } = transcript();
    for (const text of [
      'Fix the totals',
      'Thought about it',
      'Let me look.',
      'Read 2 files',
      'Edited',
      'Agent:',
      'Ran',
      'The earlier part was summed up.',
      'Stopped by you'
    ]) {
      expect(container.textContent).toContain(text);
    }
  });

  it('opens a tool to what it was asked, what it gave, and who allowed it', () => {
    const { container } = transcript();
    fireEvent.click(screen.getByRole('button', { name: /Details of Ran ls/ }));
    expect(container.textContent).toContain('Allowed by ada: Always allow "ls" in this project');
    expect(container.querySelector('.rc-output')?.textContent).toContain('a.py');
  });

  it('opens an agent to what it did', () => {
    const { container } = transcript();
    fireEvent.click(screen.getByRole('button', { name: /Details of Agent/ }));
    expect(container.querySelector('.rc-lane')?.textContent).toContain('Inside the subagent.');
  });

  it('opens the file of an edit at its line', () => {
    const openFile = vi.fn();
    transcript(FRAMES, { openFile });
    fireEvent.click(screen.getByRole('button', { name: 'a.py:4' }));
    expect(openFile).toHaveBeenCalledExactlyOnceWith('a.py', 4);
  });

  it('says why a turn failed and offers to send it again', () => {
    const failed = {
      kind: 'turn.finished',
      outcome: 'failed',
      reason: 'API Error: 401',
      cost_usd: '0'
    } as const;
    tools = { ...tools, again: 's1' };
    const { container } = transcript(numbered([failed]));
    expect(container.textContent).toContain('API Error: 401');
    fireEvent.click(screen.getByRole('button', { name: 'Send again' }));
    expect(tools.onAgain).toHaveBeenCalledOnce();
  });

  it('keeps the rest when one row cannot be drawn', () => {
    const quiet = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const frames = numbered([
      started('bad', 'Bash', { command: 'one' }),
      { kind: 'text', block: 'b', text: 'Still here.' }
    ]);
    const opened = {
      get: () => {
        throw new Error('broken');
      },
      set: () => undefined
    };
    const { container } = transcript(frames, { opened: opened as unknown as Map<string, boolean> });
    expect(container.textContent).toContain('This part could not be shown: broken');
    expect(container.textContent).toContain('Still here.');
    quiet.mockRestore();
  });
});

it('offers to send a message again that did not arrive', () => {
  const failure = { message: 'The session could not be reached.', remedy: null };
  const message = {
    clientId: 'o',
    text: 'precious',
    when: 'queue',
    at: 'x',
    queued: false,
    failure
  } as const;
  show(<TranscriptRow row={{ type: 'outgoing', key: 'o', message }} tools={tools} />);
  expect(screen.getByRole('alert').textContent).toContain('could not be reached');
  fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
  expect(tools.onRetry).toHaveBeenCalledExactlyOnceWith('o');
});

it('says of a message that waits for the connection that it goes by itself', () => {
  const failure = { message: 'The session could not be reached.', remedy: 'Nothing is lost.' };
  const message = {
    clientId: 'o',
    text: 'precious',
    when: 'queue',
    at: 'x',
    queued: true,
    failure,
    waits: true
  } as const;
  show(<TranscriptRow row={{ type: 'outgoing', key: 'o', message }} tools={tools} />);
  expect(screen.getByRole('status').textContent).toBe(
    'The session could not be reached. The message waits for the connection, then it is sent by itself.Edit'
  );
  expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Edit' }));
  expect(tools.onDiscard).toHaveBeenCalledExactlyOnceWith(message);
});
