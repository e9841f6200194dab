/** A conversation in frames, every kind in it; what tests read. */
import type { Conversation, DurableFrame, Frame, Hello } from '../types';

const ID = 'c1';

type Body = DurableFrame extends infer F
  ? F extends DurableFrame
    ? Omit<F, 'seq' | 'at' | 'conversation'>
    : never
  : never;

/** Bodies as numbered frames, one second apart. */
export function numbered(bodies: readonly Body[], first = 1): DurableFrame[] {
  return bodies.map((body, index) => {
    const seq = first + index;
    const at = new Date(Date.UTC(2026, 10, 24, 9, 0, seq)).toISOString();
    return { seq, at, conversation: ID, ...body };
  });
}

export const CONVERSATION: Conversation = {
  id: ID,
  title: 'Totals',
  state: 'idle',
  mode: 'default',
  model: null,
  effort: null,
  last_line: '',
  cost_usd: '0',
  unread: false,
  last_seq: 0,
  queue: [],
  approvals: [],
  claude_session: null,
  created_at: '2026-11-24T09:00:00Z',
  updated_at: '2026-11-24T09:00:00Z',
  active_at: '2026-11-24T09:00:00Z',
  archived: false,
  tags: [],
  terminal: null
};

export function hello(last: number, more: Partial<Hello> = {}): Hello {
  const at = '2026-11-24T09:00:00Z';
  return { seq: null, at, kind: 'hello', last, conversation: CONVERSATION, ...more };
}

export function delta(block: string, text: string): Frame {
  const at = '2026-11-24T09:00:00Z';
  return { seq: null, at, conversation: ID, kind: 'delta', block, of: 'text', text };
}

export function message(client: string, text: string): Body {
  return {
    kind: 'message',
    message: `m-${client}`,
    client_id: client,
    text,
    attachments: [],
    by: 'ada'
  };
}

export function started(tool: string, name: string, input: Record<string, unknown> = {}): Body {
  return { kind: 'tool.started', tool_use: tool, name, input };
}

export function finished(tool: string, preview = '', structured?: unknown): Body {
  const output = { preview, truncated: false };
  return { kind: 'tool.finished', tool_use: tool, status: 'ok', output, structured };
}

export const PATCH = {
  structuredPatch: [
    { oldStart: 3, oldLines: 2, newStart: 3, newLines: 3, lines: [' a', '-b', '+c', '+d'] }
  ]
};

const ask = (approval: string, tool_use: string): Body => ({
  kind: 'approval.asked',
  approval,
  type: 'permission',
  tool_use,
  tool: 'Bash',
  input: { command: 'ls' },
  cwd: '/w',
  suggestions: [{ id: 's1', label: 'Always allow "ls" in this project', scope: 'project' }],
  asked_at: '2026-11-24T09:00:08Z'
});

/** Two turns: tools, a subagent, questions, a queue, an interruption, news of each kind. */
export const FRAMES: readonly DurableFrame[] = numbered([
  message('p1', 'Fix the totals'),
  { kind: 'title.changed', title: 'Fix the totals' },
  { kind: 'turn.started', turn: 't1', messages: ['m-p1'] },
  { kind: 'thinking', block: 'b1', text: 'Floats, probably.' },
  { kind: 'text', block: 'b2', text: 'Let me look.' },
  started('r1', 'Read', { file_path: '/w/a.py' }),
  finished('r1', 'import this'),
  started('r2', 'Read', { file_path: '/w/b.py' }),
  finished('r2', 'import that'),
  started('e1', 'Edit', { file_path: '/w/a.py', old_string: 'b', new_string: 'c\nd' }),
  finished('e1', 'ok', PATCH),
  started('a1', 'Agent', { description: 'Look around', prompt: 'Look.' }),
  { kind: 'text', block: 'b3', text: 'Inside the subagent.', parent: 'a1' },
  { kind: 'tool.started', tool_use: 'g1', name: 'Grep', input: { pattern: 'x' }, parent: 'a1' },
  finished('g1', 'a.py:1'),
  finished('a1', 'done'),
  { kind: 'todo.changed', todo: [{ text: 'Run the tests', status: 'in_progress' }] },
  ask('q1', 'x1'),
  { kind: 'approval.settled', approval: 'q1', outcome: 'allowed', by: 'ada', suggestion: 's1' },
  started('x1', 'Bash', { command: 'ls' }),
  { kind: 'queue.changed', queue: [{ message: 'm-p2', text: 'And the changelog' }] },
  finished('x1', 'a.py'),
  {
    kind: 'usage',
    tokens: { input: 5, output: 7 },
    context_used: 10,
    context_size: 100,
    cost_usd: '0.02'
  },
  { kind: 'turn.finished', turn: 't1', outcome: 'completed', cost_usd: '0.02' },
  { kind: 'queue.changed', queue: [] },
  message('p2', 'And the changelog'),
  { kind: 'turn.started', turn: 't2', messages: ['m-p2'] },
  { kind: 'mode.changed', mode: 'plan' },
  { kind: 'model.changed', model: 'claude-sonnet-5-5' },
  { kind: 'notice', level: 'info', code: 'compacted', message: 'The earlier part was summed up.' },
  started('x2', 'Bash', { command: 'sleep 9' }),
  ask('q2', 'x2'),
  { kind: 'approval.settled', approval: 'q2', outcome: 'withdrawn', by: 'system' },
  {
    kind: 'turn.finished',
    turn: 't2',
    outcome: 'interrupted',
    reason: 'Stopped by you.',
    cost_usd: '0.01'
  }
]);
