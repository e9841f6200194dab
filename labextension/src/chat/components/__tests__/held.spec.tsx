import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import type { Terminal } from '../../../api/types';
import { Held } from '../held';
import { show } from './tools';

afterEach(cleanup);

const IDLE: Terminal = { name: '3', status: 'idle' };

function draw(terminal: Terminal, isWorking = false, focusCount = 0) {
  const onOpenTerminal = vi.fn();
  const onTakeOver = vi.fn(() => Promise.resolve());
  show(
    <Held
      terminal={terminal}
      isWorking={isWorking}
      focusCount={focusCount}
      onOpenTerminal={onOpenTerminal}
      onTakeOver={onTakeOver}
    />
  );
  return { onOpenTerminal, onTakeOver };
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

it('says where the conversation runs, takes the keyboard and leads there', () => {
  const { onOpenTerminal } = draw(IDLE, false, 1);
  expect(screen.getByRole('group', { name: 'In Terminal 3' }).textContent).toContain(
    'This conversation runs in Terminal 3.'
  );
  expect(document.activeElement?.textContent).toBe('Open terminal');
  press('Open terminal');
  expect(onOpenTerminal).toHaveBeenCalledExactlyOnceWith('3');
});

it('offers nothing but to take over where JupyterLab does not have the terminal', () => {
  draw({ name: null, status: 'waiting' }, true);
  expect(screen.getAllByRole('button').map(each => each.textContent)).toEqual(['Take over here']);
  expect(screen.getByText('Claude waits for your answer in a terminal.')).toBeTruthy();
});

it('asks before it takes over, says what is lost, and may be left', async () => {
  const { onTakeOver } = draw({ name: '3', status: 'busy' }, true);
  press('Take over here');
  const question = screen.getByRole('alertdialog', { name: 'Take the conversation over?' });
  expect(question.textContent).toContain('a command that runs is ended');
  expect(document.activeElement?.textContent).toBe('Leave it there');
  fireEvent.keyDown(question, { key: 'Escape' });
  await waitFor(() => {
    expect(document.activeElement?.textContent).toBe('Open terminal');
  });
  expect(onTakeOver).not.toHaveBeenCalled();
  press('Take over here');
  press('Take over');
  expect(onTakeOver).toHaveBeenCalledOnce();
  await waitFor(() => {
    expect(screen.getByRole('button', { name: 'Take over' })).toBeTruthy();
  });
});

it('says of a Claude at rest that nothing is lost', () => {
  draw(IDLE);
  press('Take over here');
  expect(screen.getByRole('alertdialog').textContent).toContain('nothing is lost');
});
