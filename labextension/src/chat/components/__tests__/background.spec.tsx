import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import type { IBackground, IToolEntry } from '../../state';
import { BackgroundList } from '../background';
import { ToolCall } from '../tool-call';
import { show } from './tools';

afterEach(cleanup);

const SERVER: IBackground = {
  id: 'b1',
  type: 'command',
  description: 'npm run dev\nmore',
  toolUse: 't',
  since: '2026-11-24T09:00:00Z',
  text: '',
  tokens: 0,
  tools: 0
};

it('lists what goes on by itself, each with a button that stops it', () => {
  const onStop = vi.fn();
  show(<BackgroundList background={[SERVER]} clockAheadMs={0} onStop={onStop} />);
  fireEvent.click(screen.getByRole('button', { name: 'Stop in the background: npm run dev' }));
  expect(onStop).toHaveBeenCalledExactlyOnceWith('b1');
});

it('is not there when nothing goes on', () => {
  const { container } = show(
    <BackgroundList background={[]} clockAheadMs={0} onStop={() => undefined} />
  );
  expect(container.textContent).toBe('');
});

it('a subagent shows its progress, what it did, and then its report', () => {
  const tool: IToolEntry = {
    key: 'a',
    at: '2026-11-24T09:00:00Z',
    recovered: false,
    type: 'tool',
    toolUse: 'a',
    name: 'Agent',
    input: { description: 'Look around', prompt: 'Look.' },
    status: 'running',
    ranFrom: '2026-11-24T09:00:00Z',
    finishedAt: null,
    output: { preview: 'Async agent launched (internal).', truncated: false },
    structured: null,
    decision: null,
    work: { isRunning: true, text: 'Running ls', summary: '', tokens: 7000, tools: 1 }
  };
  const draw = (one: IToolEntry) => (
    <ToolCall
      tool={one}
      lane={[{ ...one, key: 'x', work: null }]}
      drawEntry={({ key }) => <i key={key}>step</i>}
    />
  );
  const { container } = show(draw(tool));
  expect(container.textContent).toContain('Running ls · 1 tool · 7k tokens');
  fireEvent.click(screen.getByRole('button', { name: /Details of Agent/ }));
  expect(screen.getByRole('group', { name: 'What the subagent did' }).textContent).toBe('step');
  expect(container.textContent).not.toContain('internal');
  cleanup();
  const ended = {
    ...tool,
    status: 'ok',
    work: { ...tool.work!, isRunning: false, summary: 'Well.' }
  };
  show(draw(ended as IToolEntry));
  fireEvent.click(screen.getByRole('button', { name: /Details of Agent/ }));
  expect(document.body.textContent).toContain('Well.');
});
