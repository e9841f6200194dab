import { nullTranslator } from '@jupyterlab/translation';
import { homeIcon } from '@jupyterlab/ui-components';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Conversation } from '../../api/types';
import { Banner } from '../components/banner';
import { Home } from '../components/home';
import { StopStatus } from '../components/status';
import { Whose } from '../components/whose';

const trans = nullTranslator.load('remote_claude');

const conversation: Conversation = {
  id: 'c1',
  title: 'Fix rounding in invoices',
  state: 'waiting',
  mode: 'default',
  model: null,
  effort: null,
  last_line: 'Run this command?',
  cost_usd: '0.49',
  unread: false,
  last_seq: 12,
  queue: [],
  approvals: [],
  claude_session: null,
  active_at: '2026-11-24T09:00:00Z',
  archived: false,
  terminal: null,
  tags: [],
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z'
};

afterEach(cleanup);

describe('Home', () => {
  it('opens the conversation that is clicked, and says which one waits', () => {
    const open = vi.fn();
    render(
      <Home
        name="billing-api"
        actions={[]}
        cards={[]}
        shortcuts={[]}
        tour={null}
        conversations={[conversation]}
        open={open}
        trans={trans}
      />
    );
    expect(screen.getByText('Needs you')).toBeDefined();
    fireEvent.click(screen.getByText('Fix rounding in invoices'));
    expect(open).toHaveBeenCalledWith('c1');
  });

  it('leaves out what is empty', () => {
    render(
      <Home
        name="billing-api"
        actions={[
          { id: 'a', label: 'New conversation', hint: '', icon: homeIcon, run: () => undefined }
        ]}
        cards={[]}
        shortcuts={[]}
        tour={null}
        conversations={[]}
        open={() => undefined}
        trans={trans}
      />
    );
    expect(screen.queryAllByRole('heading').map(one => one.textContent)).toEqual(['billing-api']);
  });
});

describe('the banner', () => {
  const silent = { retry: () => undefined, signIn: () => undefined, start: null, trans };

  it('is not there while the server answers', () => {
    const { container } = render(<Banner {...silent} answer="ok" nextAt={null} />);
    expect(container.innerHTML).toBe('');
  });

  it('offers the way to the sessions only where there is a hub', () => {
    const start = vi.fn();
    const { rerender } = render(<Banner {...silent} answer="stopped" nextAt={1} />);
    expect(screen.queryByText('Start it')).toBeNull();
    rerender(<Banner {...silent} answer="stopped" nextAt={1} start={start} />);
    fireEvent.click(screen.getByText('Start it'));
    expect(start).toHaveBeenCalledOnce();
  });

  it('cannot be pressed while a try is under way', () => {
    render(<Banner {...silent} answer="unreachable" nextAt={null} />);
    expect(screen.getByText<HTMLButtonElement>('Try now').disabled).toBe(true);
  });
});

describe('the upper right corner', () => {
  it('has no buttons without a hub', () => {
    render(<Whose name="api" user="" openSessions={null} openMenu={null} trans={trans} />);
    expect(screen.queryAllByRole('button')).toEqual([]);
    expect(screen.getByText('api')).toBeDefined();
  });
});

describe('the end of a session', () => {
  it.each([
    [8 * 3600 + 100, 'Stops in 8 h'],
    [700, 'Stops in 12 min'],
    [0, 'Stops in 1 min']
  ])('is told on its last day: %i s', (seconds, words) => {
    render(<StopStatus seconds={seconds} keep={null} trans={trans} />);
    expect(screen.getByText(words)).toBeDefined();
  });

  it('offers more time near it, where there may be more', () => {
    const keep = vi.fn();
    const { rerender } = render(<StopStatus seconds={1000} keep={keep} trans={trans} />);
    expect(screen.queryByRole('button')).toBeNull();
    rerender(<StopStatus seconds={900} keep={keep} trans={trans} />);
    fireEvent.click(screen.getByRole('button', { name: 'Keep it 1 h more' }));
    expect(keep).toHaveBeenCalledOnce();
    rerender(<StopStatus seconds={900} keep={null} trans={trans} />);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('is not told before', () => {
    const { container } = render(<StopStatus seconds={100_000} keep={null} trans={trans} />);
    expect(container.textContent).toBe('');
  });
});
