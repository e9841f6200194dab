import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Approval, Frame } from '../../../api/types';
import { CONVERSATION, finished, numbered, started } from '../../../api/__tests__/conversation';
import { ConversationRow } from '../../../conversations/components/row';
import { reduce } from '../../reducer';
import { toRows } from '../../selectors';
import type { Entry, IBackground, IChatState } from '../../state';
import { EMPTY } from '../../state';
import { ActivityLine } from '../activity';
import { ApprovalCard } from '../approval';
import { BackgroundList } from '../background';
import { Header } from '../header';
import { PinnedTodo } from '../todo';
import { QueueList } from '../queue';
import type { IRowTools } from '../row';
import { TranscriptRow } from '../row';
import { show, trans } from './tools';

const nothing = () => undefined;
const ROW_TOOLS: IRowTools = {
  lanes: new Map(),
  again: null,
  onAgain: nothing,
  onFork: nothing,
  onRewind: null,
  undoable: null,
  onUndoRewind: () => undefined,
  onReview: nothing,
  onRetry: nothing,
  onDiscard: nothing
};

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function transcript(state: IChatState, rows = toRows(state, [])) {
  return show(
    <>
      {rows.map(row => (
        <TranscriptRow key={row.key} row={row} tools={{ ...ROW_TOOLS, lanes: state.lanes }} />
      ))}
    </>
  );
}

const play = (frames: readonly Frame[]) => frames.reduce(reduce, EMPTY);

describe('a part that throws', () => {
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(nothing);
  });

  it('says why and can be shown again, while its neighbours live on', () => {
    let isBroken = false;
    const state = play(
      numbered([
        { kind: 'text', block: 'a', text: 'Before.' },
        { kind: 'text', block: 'b', text: 'Mended.' },
        { kind: 'text', block: 'c', text: 'After.' }
      ])
    );
    const entries = state.entries.map((entry): Entry =>
      entry.key === 'b' && entry.type === 'text'
        ? {
            ...entry,
            get text() {
              if (isBroken) {
                throw new Error('ran out of ink');
              }
              return 'Mended.';
            }
          }
        : entry
    );
    const rows = toRows({ ...state, entries }, []);
    isBroken = true;
    const { container } = transcript(state, rows);
    expect(screen.getByRole('alert').textContent).toContain('ran out of ink');
    expect(container.textContent).toContain('Before.');
    expect(container.textContent).toContain('After.');
    isBroken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Show again' }));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(container.textContent).toContain('Mended.');
  });
});

describe('what a newer Claude Code or server says', () => {
  it('is shown plainly: an unknown tool by its name, an unknown kind of frame by its own', () => {
    const weather = { kind: 'weather', rain: 'much of it' } as unknown as ReturnType<
      typeof started
    >;
    const { container } = transcript(
      play(
        numbered([started('t', 'Teleport', { to: 'the moon' }), finished('t', 'there'), weather])
      )
    );
    expect(screen.queryByRole('alert')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: /Details of .*Teleport/ }));
    for (const words of ['Teleport', 'the moon', 'there', 'weather', 'much of it']) {
      expect(container.textContent).toContain(words);
    }
  });
});

describe('text that is no text but markup', () => {
  const PAYLOADS = [
    '<img src=x onerror="window.hit=1">',
    '<script>window.hit=1</script>',
    '"><svg onload="window.hit=1">',
    '<iframe srcdoc="<script>parent.hit=1</script>"></iframe>',
    '<a href="javascript:window.hit=1">x</a>',
    '<style>* { display: none }</style>',
    '<details open ontoggle="window.hit=1">'
  ];
  const FORBIDDEN =
    'img, script, iframe, style, a, object, embed, form[action], [onload], [onerror]';

  const asked = (
    type: Approval['type'],
    tool: string,
    input: Record<string, unknown>
  ): Approval => ({
    approval: 'q',
    type,
    tool_use: 't',
    tool,
    input,
    cwd: `/w/${String(input['evil'])}`,
    reason: String(input['evil']),
    suggestions: [
      { id: 's', label: String(input['evil']), scope: 'project', rule: String(input['evil']) }
    ],
    asked_at: '2026-11-24T09:00:08Z'
  });

  it.each(PAYLOADS)('is shown as it is, wherever it comes from: %s', evil => {
    const background: IBackground = {
      id: 'b',
      type: 'command',
      description: evil,
      toolUse: 't',
      since: '2026-11-24T09:00:00Z',
      text: evil,
      tokens: 0,
      tools: 0
    };
    const questions = [
      {
        question: evil,
        header: evil,
        multiSelect: false,
        options: [
          { label: evil, description: evil, preview: `${evil}\n${evil}` },
          { label: 'b', description: '' }
        ]
      }
    ];
    const card = (approval: Approval) => (
      <ApprovalCard
        approval={approval}
        count={1}
        isBusy={false}
        planning={{ modes: [], comments: [], onComment: nothing, onOpen: nothing }}
        onAnswer={nothing}
        onLeave={nothing}
      />
    );
    const { container } = show(
      <>
        <Header
          title={evil}
          state="idle"
          isListOpen={false}
          onList={nothing}
          onNew={nothing}
          onMenu={nothing}
        />
        <ul>
          <ConversationRow
            item={{ ...CONVERSATION, title: evil, last_line: evil, tags: [evil] }}
            isCurrent={false}
            isAsking={false}
            now={0}
            trans={trans}
            tools={{
              onOpen: nothing,
              onEdit: () => Promise.resolve(),
              onArchive: () => Promise.resolve(),
              onRemove: () => Promise.resolve()
            }}
          />
        </ul>
        {card(asked('permission', 'Bash', { command: evil, description: evil, evil }))}
        {card(asked('permission', 'Write', { file_path: `/w/${evil}`, content: evil, evil }))}
        {card(asked('permission', evil, { [evil]: evil, evil }))}
        {card(asked('question', 'AskUserQuestion', { questions, evil }))}
        <PinnedTodo name="t" todo={[{ text: evil, status: 'pending' }]} />
        <QueueList
          queue={[{ message: 'm', text: evil }]}
          outgoing={[]}
          onEditQueued={nothing}
          onSendQueued={nothing}
          onRemoveQueued={nothing}
          onLeave={nothing}
        />
        <BackgroundList background={[background]} clockAheadMs={0} onStop={nothing} />
      </>
    );
    expect([...container.querySelectorAll(FORBIDDEN)].map(one => one.outerHTML)).toEqual([]);
    expect('hit' in window).toBe(false);
    expect(container.textContent.split(evil).length).toBeGreaterThan(10);
  });
});

describe('a clock that is hours off', () => {
  it.each([-5, 0, 7])('does not change what the activity line counts (%i h)', hours => {
    const server = Date.UTC(2026, 10, 24, 9, 0, 42);
    vi.useFakeTimers({ now: server + hours * 3_600_000 });
    show(
      <ActivityLine
        text="Writing…"
        isWaiting={false}
        startedAt="2026-11-24T09:00:00Z"
        clockAheadMs={-hours * 3_600_000}
        tokens={0}
      />
    );
    expect(screen.getByRole('timer').textContent).toBe('0:42');
  });

  it('never counts backwards where the server’s is a little behind', () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 8, 59, 58) });
    show(
      <ActivityLine
        text="Writing…"
        isWaiting={false}
        startedAt="2026-11-24T09:00:00Z"
        clockAheadMs={0}
        tokens={0}
      />
    );
    expect(screen.getByRole('timer').textContent).toBe('0:00');
  });
});
