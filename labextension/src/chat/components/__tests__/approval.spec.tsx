import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Approval, Choices } from '../../../api/types';
import type { IPlanComment } from '../../../plan/comments';
import { ApprovalCard } from '../approval';
import { show } from './tools';

afterEach(cleanup);

const COMMAND: Approval = {
  approval: 'q',
  type: 'permission',
  tool_use: 't',
  tool: 'Bash',
  input: { command: 'pip install x', description: 'Install x' },
  cwd: '/w/billing',
  reason: 'no rule covers it',
  suggestions: [
    {
      id: 's1',
      label: 'Always allow "pip install" in this project',
      scope: 'project',
      rule: 'Bash(pip install:*)'
    },
    { id: 's2', label: 'Accept all edits from now on', scope: 'conversation' }
  ],
  asked_at: '2026-11-24T09:00:00Z'
};

function ask(
  approval: Approval,
  isBusy = false,
  comments: readonly IPlanComment[] = [],
  onComment: (comment: IPlanComment) => void = vi.fn(),
  modes: Choices['modes'] = []
) {
  const onAnswer = vi.fn();
  show(
    <ApprovalCard
      approval={approval}
      count={2}
      isBusy={isBusy}
      planning={{ modes, comments, onComment, onOpen: vi.fn() }}
      onAnswer={onAnswer}
      onLeave={vi.fn()}
    />
  );
  return onAnswer;
}

const press = (key: string) =>
  fireEvent.keyDown(screen.getByRole('region', { name: /\?|asks/ }), { key });

describe('a permission', () => {
  it('says what, where and why, and how many more there are', () => {
    ask(COMMAND);
    const card = screen.getByRole('region', { name: 'Run this command?' });
    for (const text of [
      'pip install x',
      'Install x',
      'in billing',
      'no rule covers it',
      'Bash(pip install:*)',
      '1 of 2'
    ]) {
      expect(card.textContent).toContain(text);
    }
  });

  it.each([
    ['1', { decision: 'allow' }],
    ['2', { decision: 'allow', suggestion: 's1' }],
    ['3', { decision: 'allow', suggestion: 's2' }]
  ])('is answered by the key %s with exactly one rule at most', (key, answer) => {
    const onAnswer = ask(COMMAND);
    press(key);
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith('q', answer);
  });

  it('is denied with a word to Claude, and digits in it are only digits', () => {
    const onAnswer = ask(COMMAND);
    press('4');
    const box = screen.getByRole('textbox');
    fireEvent.keyDown(box, { key: '1' });
    fireEvent.change(box, { target: { value: ' use uv ' } });
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith('q', { decision: 'deny', feedback: 'use uv' });
  });

  it('may be denied without a word, or not at all after all', () => {
    const onAnswer = ask(COMMAND);
    fireEvent.click(screen.getByRole('button', { name: /^Deny/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Back' }));
    expect(screen.getByRole('button', { name: /Allow once/ })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /^Deny/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Deny' }));
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith('q', { decision: 'deny' });
  });

  it('is given for an edited command, the rest of the input kept', () => {
    const onAnswer = ask(COMMAND);
    fireEvent.click(screen.getByRole('button', { name: 'Edit…' }));
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'pip install y' } });
    fireEvent.click(screen.getByRole('button', { name: 'Allow this version' }));
    const input = { command: 'pip install y', description: 'Install x' };
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith('q', { decision: 'allow', input });
  });

  it('cannot be answered twice while an answer is under way', () => {
    const onAnswer = ask(COMMAND, true);
    press('1');
    expect(onAnswer).not.toHaveBeenCalled();
  });

  it('leaves keys with Ctrl to the browser', () => {
    const onAnswer = ask(COMMAND);
    fireEvent.keyDown(screen.getByRole('region', { name: /command/ }), { key: '1', ctrlKey: true });
    expect(onAnswer).not.toHaveBeenCalled();
  });

  it('shows the change that an edit would make', () => {
    const input = { file_path: '/w/a.py', old_string: 'old', new_string: 'new' };
    ask({ ...COMMAND, tool: 'Edit', input });
    const card = screen.getByRole('region', { name: 'Make this change?' });
    expect(card.textContent).toContain('a.py');
    expect(card.querySelector('.rc-diff-remove')?.textContent).toContain('old');
    expect(card.querySelector('.rc-diff-add')?.textContent).toContain('new');
  });

  it('shows every field of a tool that this version does not know', () => {
    ask({ ...COMMAND, tool: 'mcp__lab__open', input: { path: 'a', deep: { b: 1 } } });
    const card = screen.getByRole('region', { name: 'Use a tool of lab?' });
    expect(card.textContent).toContain('lab: open');
    expect(card.textContent).toContain('b: 1');
  });
});

describe('a plan', () => {
  const PLAN: Approval = {
    ...COMMAND,
    type: 'plan',
    tool: 'ExitPlanMode',
    input: { plan: '# Do it' }
  };

  it.each([
    ['1', { decision: 'allow', mode: 'default' }],
    ['2', { decision: 'allow', mode: 'acceptEdits' }]
  ])('is approved by the key %s', (key, answer) => {
    const onAnswer = ask(PLAN);
    expect(screen.getByRole('group', { name: 'Plan' }).textContent).toContain('# Do it');
    press(key);
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith('q', answer);
  });

  it('is carried out in auto mode only where that may be chosen', () => {
    const name = 'Approve and let Claude check itself';
    ask(PLAN);
    press('4');
    expect(screen.queryByRole('button', { name })).toBeNull();
    cleanup();
    const onAnswer = ask(PLAN, false, [], vi.fn(), ['default', 'auto']);
    expect(screen.getByRole('button', { name })).not.toBeNull();
    press('4');
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith('q', { decision: 'allow', mode: 'auto' });
  });

  it('goes on being made, with a word on what it lacks', () => {
    const onAnswer = ask(PLAN);
    press('3');
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'smaller' } });
    fireEvent.click(screen.getByRole('button', { name: 'Keep planning' }));
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith('q', {
      decision: 'deny',
      feedback: 'smaller'
    });
  });
});

describe('a question', () => {
  const QUESTION: Approval = {
    ...COMMAND,
    type: 'question',
    tool: 'AskUserQuestion',
    input: {
      questions: [
        {
          question: 'Which DB?',
          header: 'DB',
          multiSelect: false,
          options: [
            { label: 'Postgres', description: 'big' },
            { label: 'SQLite', description: '' }
          ]
        }
      ]
    }
  };

  it('is answered by an option, chosen with its digit', () => {
    const onAnswer = ask(QUESTION);
    const send = screen.getByRole<HTMLButtonElement>('button', { name: 'Answer' });
    expect(send.disabled).toBe(true);
    press('2');
    fireEvent.click(send);
    const answers = { 'Which DB?': 'SQLite' };
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith('q', { decision: 'allow', answers });
  });

  it('is answered in words of one’s own', () => {
    const onAnswer = ask(QUESTION);
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'DuckDB' } });
    fireEvent.click(screen.getByRole('button', { name: 'Answer' }));
    const answers = { 'Which DB?': 'DuckDB' };
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith('q', { decision: 'allow', answers });
  });

  it('shows the preview of the option that is looked at, as text', () => {
    const options = [
      { label: 'Narrow', description: '', preview: '+--+\n|  |\n+--+' },
      { label: 'Wide', description: '', preview: '<img src=x onerror=alert(1)>' },
      { label: 'None', description: '' }
    ];
    const questions = [{ question: 'How?', header: '', multiSelect: false, options }];
    ask({ ...QUESTION, input: { questions } });
    expect(screen.getByRole('region', { name: 'Preview of Narrow' }).textContent).toContain('+--+');
    fireEvent.focus(screen.getByRole('radio', { name: /Wide/ }));
    expect(screen.getByRole('region', { name: 'Preview of Wide' }).innerHTML).toContain('&lt;img');
    fireEvent.focus(screen.getByRole('radio', { name: /None/ }));
    expect(screen.getByText('“None” has no preview.')).toBeDefined();
  });

  it('may stay without an answer', () => {
    const onAnswer = ask(QUESTION);
    fireEvent.click(screen.getByRole('button', { name: 'Do not answer' }));
    expect(onAnswer).toHaveBeenCalledExactlyOnceWith('q', { decision: 'deny' });
  });
});
