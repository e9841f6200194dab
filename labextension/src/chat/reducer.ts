/** State after a frame; pure. */

import type {
  BackgroundChanged,
  BackgroundFinished,
  DurableFrame,
  Frame,
  Hello,
  Message,
  ModeChanged,
  ModelChanged,
  Notice,
  QueueChanged,
  RewindUndone,
  Rewound,
  Text,
  Thinking,
  TitleChanged,
  TodoChanged,
  TransientFrame,
  TurnFinished,
  TurnStarted,
  Usage
} from '../api/types';
import { ask, settle } from './asked';
import { changeBackground, finishBackground, progressBackground } from './background';
import { append, base, finishTool, inBatch, startTool, stopTools } from './entries';
import { rewind, undoRewind } from './rewinding';
import { EMPTY, type Entry, type IChatState, type ILiveBlock, type IPromptEntry } from './state';

/** The state after one more frame. A durable frame that is already in there changes nothing. */
export function reduce(state: IChatState, frame: Frame): IChatState {
  if (frame.seq === null) {
    return reduceTransient(state, frame);
  }
  if (frame.seq <= state.lastSeq) {
    return state;
  }
  return { ...reduceDurable(state, frame), lastSeq: frame.seq };
}

/** The state after many frames; inside, lists that nobody else has seen are changed in place. */
export function reduceAll(state: IChatState, frames: readonly Frame[]): IChatState {
  return inBatch(() => frames.reduce(reduce, state));
}

function reduceDurable(state: IChatState, frame: DurableFrame): IChatState {
  switch (frame.kind) {
    case 'message':
      return addMessage(state, frame);
    case 'turn.started':
      return startTurn(state, frame);
    case 'text':
    case 'thinking':
      return finishBlock(state, frame);
    case 'tool.started':
      return startTool(state, frame);
    case 'tool.finished':
      return finishTool(state, frame);
    case 'approval.asked':
      return ask(state, frame);
    case 'approval.settled':
      return settle(state, frame);
    case 'turn.finished':
      return finishTurn(state, frame);
    default:
      return reduceSimple(state, frame);
  }
}

type SimpleFrame =
  | BackgroundChanged
  | BackgroundFinished
  | QueueChanged
  | Usage
  | TodoChanged
  | ModeChanged
  | ModelChanged
  | TitleChanged
  | Notice
  | Rewound
  | RewindUndone;

/** The kinds that mostly say a new value. */
function reduceSimple(state: IChatState, frame: SimpleFrame): IChatState {
  switch (frame.kind) {
    case 'queue.changed':
      return changeQueue(state, frame.queue);
    case 'usage':
      return addUp(state, frame);
    case 'todo.changed':
      return { ...state, todo: frame.todo };
    case 'background.changed':
      return changeBackground(state, frame);
    case 'background.finished':
      return finishBackground(state, frame);
    case 'mode.changed':
      return { ...state, mode: frame.mode };
    case 'model.changed':
      return { ...state, model: frame.model };
    case 'title.changed':
      return { ...state, title: frame.title };
    case 'notice': {
      const { level, code, message } = frame;
      return append(state, {
        ...base(frame, `s${frame.seq}`),
        type: 'notice',
        level,
        code,
        message
      });
    }
    default:
      return reduceRewind(state, frame);
  }
}

function reduceRewind(state: IChatState, frame: Rewound | RewindUndone): IChatState {
  switch (frame.kind) {
    case 'rewound':
      return rewind(state, frame);
    case 'rewind.undone':
      return undoRewind(state, frame);
    default:
      return addUnknown(state, frame);
  }
}

/** A kind that this version does not know: told by a newer server, shown as it came. */
function addUnknown(state: IChatState, frame: never): IChatState {
  const strange = frame as DurableFrame;
  return append(state, {
    ...base(strange, `s${strange.seq}`),
    type: 'unknown',
    kind: strange.kind,
    json: JSON.stringify(strange, null, 2)
  });
}

function reduceTransient(state: IChatState, frame: TransientFrame): IChatState {
  switch (frame.kind) {
    case 'hello':
      return greet(state, frame);
    case 'delta': {
      const { block, of, text, parent } = frame;
      return { ...state, live: grow(state.live, { block, of, text, parent: parent ?? null }) };
    }
    case 'activity':
      return {
        ...state,
        activity: frame.text === '' ? null : { text: frame.text, since: frame.since }
      };
    case 'background.progress':
      return progressBackground(state, frame);
    case 'presence':
      return { ...state, viewers: frame.viewers };
    case 'notice':
      return state; // it is for the moment, so the panel tells it and the transcript does not
    default:
      return state; // what a newer server says in passing may be missed
  }
}

/** The conversation as it is now, and what a late listener has missed of the living blocks. */
function greet(state: IChatState, frame: Hello): IChatState {
  const { title, mode, model, effort } = frame.conversation;
  const live = (frame.partial ?? []).map(({ block, of, text, parent }) => ({
    block,
    of,
    text,
    parent: parent ?? null
  }));
  const kept = frame.after === undefined ? (frame.reset === true ? EMPTY : state) : begin(frame);
  return { ...kept, title, mode, model, effort, live, activity: null };
}

/** What holds where a stream begins that was asked for the end of a conversation. */
function begin({ after = 0, standing = [], conversation }: Hello): IChatState {
  const outcome = conversation.state === 'failed' ? 'failed' : null;
  return { ...reduceAll(EMPTY, standing as DurableFrame[]), outcome, lastSeq: after };
}

function grow(live: readonly ILiveBlock[], more: ILiveBlock): readonly ILiveBlock[] {
  const index = live.findIndex(known => known.block === more.block);
  const known = live[index];
  if (known === undefined) {
    return [...live, more];
  }
  const copy = live.slice();
  copy[index] = { ...known, text: known.text + more.text };
  return copy;
}

function addMessage(state: IChatState, frame: Message): IChatState {
  const { message, text, attachments, by } = frame;
  return append(state, {
    ...base(frame, frame.client_id),
    type: 'prompt',
    turn: frame.turn ?? '',
    message,
    text,
    attachments,
    by
  });
}

/** Messages that wait leave the transcript; they come back where Claude takes them up. */
function changeQueue(state: IChatState, queue: IChatState['queue']): IChatState {
  const waiting = new Set(queue.map(item => item.message));
  const back =
    waiting.size === 0 ? [] : lastPrompts(state).filter(entry => waiting.has(entry.message));
  if (back.length === 0) {
    return { ...state, queue };
  }
  const held = new Map(state.held);
  for (const entry of back) {
    held.set(entry.message, entry);
  }
  const gone = new Set<Entry>(back);
  return { ...state, queue, held, entries: state.entries.filter(entry => !gone.has(entry)) };
}

/** Messages since the turn before the last one: an older one can no longer come back. */
function lastPrompts(state: IChatState): readonly IPromptEntry[] {
  const prompts: IPromptEntry[] = [];
  let turns = 0;
  for (let index = state.entries.length - 1; index >= 0 && turns < 2; index--) {
    const entry = state.entries[index];
    turns += entry?.type === 'turn' ? 1 : 0;
    if (entry?.type === 'prompt') {
      prompts.unshift(entry);
    }
  }
  return prompts;
}

function startTurn(state: IChatState, frame: TurnStarted): IChatState {
  const held = new Map(state.held);
  const taken = frame.messages.flatMap(message => held.get(message) ?? []);
  for (const entry of taken) {
    held.delete(entry.message);
  }
  return {
    ...state,
    held,
    entries: taken.length === 0 ? state.entries : [...state.entries, ...taken],
    queue: state.queue.filter(item => !frame.messages.includes(item.message)),
    turn: {
      id: frame.turn ?? `s${frame.seq}`,
      startedAt: frame.at,
      tokensBefore: total(state)
    }
  };
}

function finishBlock(state: IChatState, frame: Text | Thinking): IChatState {
  const live = state.live.filter(block => block.block !== frame.block);
  const entry = { ...base(frame, frame.block), type: frame.kind, text: frame.text };
  return append(
    live.length === state.live.length ? state : { ...state, live },
    entry,
    frame.parent
  );
}

function addUp(state: IChatState, frame: Usage): IChatState {
  const usage = {
    tokens: frame.tokens,
    contextUsed: frame.context_used,
    contextSize: frame.context_size,
    costUsd: frame.cost_usd
  };
  return { ...state, usage };
}

/** Tokens of the whole conversation, of every kind that is paid as new. */
export function total(state: IChatState): number {
  const tokens = state.usage?.tokens;
  return (tokens?.input ?? 0) + (tokens?.output ?? 0) + (tokens?.cache_creation ?? 0);
}

function finishTurn(state: IChatState, frame: TurnFinished): IChatState {
  const status = frame.outcome === 'interrupted' ? 'stopped' : 'unknown';
  const ended = stopTools({ ...state, live: [], turn: null, activity: null }, frame.at, status);
  return append(
    { ...ended, outcome: frame.outcome },
    {
      ...base(frame, `s${frame.seq}`),
      type: 'turn',
      turn: frame.turn ?? '',
      startedAt: state.turn?.startedAt ?? null,
      outcome: frame.outcome,
      reason: frame.reason ?? null,
      costUsd: frame.cost_usd
    }
  );
}
