import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';

import { message, numbered, started } from '../../../api/__tests__/conversation';
import type { Density } from '../../density';
import { reduce } from '../../reducer';
import { toRows } from '../../selectors';
import { EMPTY } from '../../state';
import type { IRowTools } from '../row';
import { TranscriptRow } from '../row';
import { PinnedTodo } from '../todo';
import { TurnEnd } from '../turn';
import { show } from './tools';

afterEach(cleanup);

const TODO = [
  { text: 'Reproduce it', status: 'completed' },
  { text: 'Mend it', status: 'in_progress' }
] as const;

describe('the list of things to do', () => {
  it('stands open and can be folded to what is being done', () => {
    const { container } = show(<PinnedTodo name="t" todo={TODO} />);
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: '1 of 2 done' }));
    expect(screen.queryAllByRole('listitem')).toHaveLength(0);
    expect(container.textContent).toContain('Mend it');
  });

  it('is gone when nothing on it is open', () => {
    const { container } = show(<PinnedTodo name="t" todo={[TODO[0]]} />);
    expect(container.textContent).toBe('');
  });
});

const TOOLS: IRowTools = {
  lanes: new Map(),
  again: null,
  onAgain: () => undefined,
  onFork: () => undefined,
  onRewind: null,
  undoable: null,
  onUndoRewind: () => undefined,
  onReview: () => undefined,
  onRetry: () => undefined,
  onDiscard: () => undefined
};

function transcript(density: Density) {
  const frames = numbered([
    message('p', 'go'),
    { kind: 'thinking', block: 'k', text: 'A secret thought.' },
    started('b', 'Bash', { command: 'make' }),
    {
      kind: 'tool.finished',
      tool_use: 'b',
      status: 'ok',
      output: { preview: 'built it', truncated: false }
    },
    started('e', 'Edit', { file_path: '/w/a.py' }),
    {
      kind: 'tool.finished',
      tool_use: 'e',
      status: 'error',
      output: { preview: '<tool_use_error>No such text</tool_use_error>', truncated: false }
    },
    { kind: 'text', block: 't', text: 'Done.' }
  ]);
  const rows = toRows(frames.reduce(reduce, EMPTY), [], density);
  return show(
    <>
      {rows.map(row => (
        <TranscriptRow key={row.key} row={row} tools={TOOLS} />
      ))}
    </>,
    { density }
  ).container;
}

describe('a transcript', () => {
  it('opens what failed, without the marks for the model, and folds the rest', () => {
    const { textContent } = transcript('normal');
    expect(textContent).toContain('No such text');
    expect(textContent).toContain('Editing');
    expect(textContent).not.toContain('tool_use_error');
    expect(textContent).not.toContain('built it');
    expect(textContent).not.toContain('A secret thought.');
  });

  it('opens everything when every detail is wanted', () => {
    const { textContent } = transcript('verbose');
    expect(textContent).toContain('built it');
    expect(textContent).toContain('A secret thought.');
  });

  it('says in one line what was done and that something failed, as a summary', () => {
    const container = transcript('summary');
    expect(container.textContent).not.toContain('No such text');
    fireEvent.click(screen.getByRole('button', { name: /Ran 1 command, edited 1 file.*1 failed/ }));
    expect(container.textContent).toContain('No such text');
  });
});

describe('the end of a turn', () => {
  const turn = {
    key: 's1',
    at: '2026-11-24T09:00:05Z',
    recovered: false,
    type: 'turn',
    turn: 't1',
    startedAt: null,
    costUsd: '0'
  } as const;

  it('gives advice once', () => {
    const reason = 'The provider is busy. Send the prompt again in a moment.';
    const failed = { ...turn, outcome: 'failed', reason } as const;
    const { container } = show(
      <TurnEnd turn={failed} changes={null} onAgain={null} onReview={() => undefined} />
    );
    expect(container.textContent.match(/again/g)).toHaveLength(1);
  });

  it('says what had been changed when it was stopped', () => {
    const stopped = { ...turn, outcome: 'interrupted', reason: 'Stopped by you.' } as const;
    const changes = { files: 1, added: 1, removed: 0 };
    const { container } = show(
      <TurnEnd turn={stopped} changes={changes} onAgain={null} onReview={() => undefined} />
    );
    expect(container.textContent).toContain('Stopped by youUntil then:+1in 1 file');
    expect(screen.getByRole('img', { name: '1 line added, 0 lines removed' })).toBeTruthy();
  });
});
