import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { CONVERSATION, hello, message, numbered } from '../../api/__tests__/conversation';
import { ScriptedServer, error } from '../../api/__tests__/server';
import { Drafts } from '../drafts';
import { ChatModel } from '../model';

const POST = 'POST conversations/c1/messages';
const SENT = { status: 202, body: { message: 'm', client_id: 'x', state: 'sent' } };
let server: ScriptedServer;
let model: ChatModel;

function load(id: string | null): void {
  const trans = nullTranslator.load('remote_claude');
  const drafts = new Drafts(localStorage, 'here');
  model = new ChatModel({ client: server.client, drafts, trans });
  model.open(id);
}

function connect(last = 0, ...frames: readonly object[]): void {
  server.socket.open();
  server.socket.say(hello(last), ...frames);
}

const sent = () => server.bodies(POST).map(body => body['text']);
const kept = () => model.outbox.map(({ text, waits }) => [text, waits === true]);
/** Everything that is under way has been answered. */
const settle = () => new Promise(resolve => setTimeout(resolve, 0));
/** The tries that nobody asked for; the pages of a test never wait for them. */
const noTimers = () => vi.spyOn(Math, 'random').mockReturnValue(1e6);

beforeEach(() => {
  localStorage.clear();
  server = new ScriptedServer();
  server.replies.set('POST conversations', { status: 201, body: CONVERSATION });
  server.replies.set(POST, SENT);
});

afterEach(() => {
  vi.restoreAllMocks();
  model.dispose();
});

async function away(...texts: readonly string[]): Promise<void> {
  noTimers();
  load('c1');
  connect();
  await vi.waitFor(() => {
    expect(model.isLoaded).toBe(true);
  });
  server.replies.set(POST, 'away');
  for (const text of texts) {
    await model.send(text);
  }
}

it('sends what waits when the connection is back, in order and once', async () => {
  await away('one', 'two', 'three');
  expect(kept()).toEqual([
    ['one', true],
    ['two', true],
    ['three', true]
  ]);
  server.asked.length = 0;
  server.replies.set(POST, SENT);
  model.reconnect();
  connect();
  await vi.waitFor(() => {
    expect(sent()).toEqual(['one', 'two', 'three']);
  });
  await settle();
  expect(kept().map(([, waits]) => waits)).toEqual([false, false, false]);
});

it('sends only what did not arrive before the connection was lost', async () => {
  await away('one', 'two');
  const [first] = model.outbox;
  server.asked.length = 0;
  server.replies.set(POST, SENT);
  model.reconnect();
  connect(1, ...numbered([message(first!.clientId, 'one')]));
  await vi.waitFor(() => {
    expect(sent()).toEqual(['two']);
  });
  expect(kept()).toEqual([['two', false]]);
});

it('tries again by itself where nobody tells that the server is back', async () => {
  server.replies.set(POST, { status: 503, body: 'no JSON of ours' });
  load(null);
  await model.send('hello');
  expect(kept()).toEqual([['hello', true]]);
  server.replies.set(POST, SENT);
  await vi.waitFor(() => {
    expect(kept()).toEqual([['hello', false]]);
  });
  expect(new Set(server.bodies(POST).map(body => body['client_id'])).size).toBe(1);
});

it('makes the conversation of a first message when it can', async () => {
  server.replies.set('POST conversations', 'away');
  load(null);
  await model.send('hello');
  await model.send('and more');
  server.replies.set('POST conversations', { status: 201, body: CONVERSATION });
  await vi.waitFor(() => {
    expect(sent()).toEqual(['hello', 'and more']);
  });
  expect(model.id).toBe('c1');
});

it('sends what waits in a conversation that is not shown any more', async () => {
  await away('one');
  vi.restoreAllMocks();
  model.open('c2');
  server.replies.set(POST, SENT);
  connect();
  await vi.waitFor(() => {
    expect(sent()).toEqual(['one', 'one']);
  });
  model.open('c1');
  connect(0);
  await vi.waitFor(() => {
    expect(model.isLoaded).toBe(true);
  });
});

it('goes on after a reload', async () => {
  await away('one', 'two');
  model.dispose();
  server.asked.length = 0;
  server.replies.set(POST, SENT);
  load('c1');
  connect();
  await vi.waitFor(() => {
    expect(sent()).toEqual(['one', 'two']);
  });
});

it('leaves what was written a day ago, or lost its pictures, to the person', async () => {
  await away('one', 'two');
  const drafts = new Drafts(localStorage, 'here');
  const draft = drafts.read('c1');
  const [old, poor] = draft.outbox;
  const outbox = [
    { ...old!, at: new Date(Date.now() - 25 * 3600 * 1000).toISOString() },
    { ...poor!, failure: null, waits: false }
  ];
  drafts.write('c1', { ...draft, outbox });
  model.dispose();
  server.asked.length = 0;
  load('c1');
  connect();
  await vi.waitFor(() => {
    expect(kept()).toEqual([
      ['one', false],
      ['two', false]
    ]);
  });
  await settle();
  expect(sent()).toEqual([]);
});

it('does not send what was refused, and sends what comes behind it', async () => {
  await away('one', 'two');
  server.asked.length = 0;
  server.replies.set(POST, { status: 413, body: error('too_large') });
  await model.send('three');
  expect(sent()).toEqual(['one', 'two', 'three']);
  expect(kept().map(([, waits]) => waits)).toEqual([false, false, false]);
  model.reconnect();
  connect();
  await settle();
  expect(sent()).toHaveLength(3);
});

it('sends again what hangs on a connection that was lost, and hears of it once', async () => {
  await away();
  server.replies.set(POST, SENT);
  server.gates.set(POST, new Promise(() => {}));
  void model.send('one');
  void model.send('two');
  await vi.waitFor(() => {
    expect(sent()).toEqual(['one']);
  });
  server.gates.clear();
  model.reconnect();
  connect();
  await vi.waitFor(() => {
    expect(sent()).toEqual(['one', 'one', 'two']);
  });
});

it('tells the server where somebody takes back what is under way', async () => {
  await away('one');
  server.replies.set(POST, { status: 202, body: { message: 'm7', state: 'queued' } });
  let answer = () => {};
  server.gates.set(POST, new Promise<void>(resolve => (answer = resolve)));
  const [{ clientId } = { clientId: '' }] = model.outbox;
  const again = model.retry(clientId);
  await vi.waitFor(() => {
    expect(sent()).toHaveLength(2);
  });
  model.discard(clientId);
  expect(kept()).toEqual([]);
  answer();
  await again;
  expect(server.asked.map(({ what }) => what)).toContain('DELETE conversations/c1/messages/m7');
});

it.each([
  [424, 'session_stopped', true],
  [403, 'forbidden', true],
  [503, 'closing', true],
  [403, 'not_a_choice', false],
  [503, 'journal_unavailable', false],
  [409, 'queue_full', false]
])('where the answer is %d %s, waiting is %s', async (status, code, waits) => {
  await away();
  server.replies.set(POST, { status, body: error(code) });
  await model.send('hello');
  expect(kept()).toEqual([['hello', waits]]);
});
