import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CONVERSATION } from '../../api/__tests__/conversation';
import { ScriptedServer } from '../../api/__tests__/server';
import { Drafts } from '../drafts';
import { sendEarly } from '../early-sending';
import { ChatModel } from '../model';

const KEY = 'remote-claude:prompt:ada/s';
const POST = 'POST conversations/c1/messages';
let server: ScriptedServer;
let model: ChatModel;
let drafts: Drafts;

const send = () =>
  sendEarly({
    storage: sessionStorage,
    key: KEY,
    chat: model,
    drafts,
    show: id => {
      model.open(id);
    }
  });
const keep = (kept: object) => {
  sessionStorage.setItem(KEY, JSON.stringify(kept));
};
const kept = () => JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as unknown;

/** The page as a reload makes it. */
function load(): void {
  drafts = new Drafts(localStorage, 'here');
  const trans = nullTranslator.load('remote_claude');
  model = new ChatModel({ client: server.client, drafts, trans });
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  server = new ScriptedServer();
  server.replies.set('POST conversations', { status: 201, body: CONVERSATION });
  server.replies.set(POST, { status: 202, body: { message: 'm', client_id: 'x', state: 'sent' } });
  load();
});

afterEach(() => {
  model.dispose();
});

it('does nothing where nothing was written', async () => {
  model.open('c2');
  await send();
  expect(model.id).toBe('c2');
  expect(server.bodies('POST conversations')).toEqual([]);
});

it('makes a conversation, shows it, and forgets the words once the server has them', async () => {
  model.open('c2');
  keep({ text: 'hello', client_id: 'early' });
  await send();
  expect(model.id).toBe('c1');
  expect(server.bodies(POST)).toEqual([{ text: 'hello', client_id: 'early', when: 'queue' }]);
  expect(kept()).toBeNull();
});

it('goes on with the same conversation and the same message after a reload', async () => {
  keep({ text: 'hello', client_id: 'early' });
  let answer = () => {};
  server.gates.set(POST, new Promise<void>(resolve => (answer = resolve)));
  const first = send();
  await vi.waitFor(() => {
    expect(kept()).toEqual({
      text: 'hello',
      client_id: 'early',
      conversation: 'c1'
    });
  });
  const gone = model;
  server.gates.clear();
  load();
  await send();
  expect(server.bodies('POST conversations')).toHaveLength(1);
  expect(server.bodies(POST).map(body => body['client_id'])).toEqual(['early', 'early']);
  expect(model.unsent.messages.map(({ clientId }) => clientId)).toEqual(['early']);
  expect(kept()).toBeNull();
  answer();
  await first;
  gone.dispose(); // what it heard last made it listen
});

it('asks for the same conversation after a reload before the first page was told of it', async () => {
  keep({ text: 'hello', client_id: 'early' });
  let answer = () => {};
  server.gates.set('POST conversations', new Promise<void>(resolve => (answer = resolve)));
  const first = send();
  await vi.waitFor(() => {
    expect(server.bodies('POST conversations')).toHaveLength(1);
  });
  const gone = model;
  server.gates.clear();
  load();
  await send();
  expect(server.bodies('POST conversations')).toEqual([
    { client_id: 'early' },
    { client_id: 'early' }
  ]);
  expect(server.bodies(POST)).toMatchObject([{ client_id: 'early' }]);
  model.open(null);
  expect(model.unsent.messages).toEqual([]);
  answer();
  await first;
  gone.dispose(); // what it heard last made it listen
});

describe('a message that does not arrive', () => {
  beforeEach(async () => {
    keep({ text: 'precious', client_id: 'early' });
    server.replies.set(POST, 'away');
    await send();
  });

  it('stands in its conversation with a Retry', async () => {
    expect(model.id).toBe('c1');
    expect(model.unsent.messages).toMatchObject([{ text: 'precious', clientId: 'early' }]);
    expect(model.unsent.messages[0]!.failure).not.toBeNull();
    server.replies.set(POST, { status: 202, body: { state: 'queued' } });
    await model.retry('early');
    expect(kept()).toBeNull();
  });

  it('is tried again by the next page', async () => {
    model.dispose();
    load();
    server.replies.set(POST, { status: 202, body: { state: 'sent' } });
    await send();
    expect(server.bodies('POST conversations')).toHaveLength(1);
    expect(server.bodies(POST).map(body => body['client_id'])).toEqual(['early', 'early']);
    expect(kept()).toBeNull();
  });

  it('is sent by no page any more once somebody has put it back', () => {
    model.open('c2');
    expect(kept()).not.toBeNull();
    model.open('c1');
    model.discard('early');
    expect(kept()).toBeNull();
  });
});

describe('a conversation that cannot be made', () => {
  it('leaves the message in the outbox of a new one', async () => {
    keep({ text: 'precious', client_id: 'early' });
    server.replies.set('POST conversations', 'away');
    await send();
    expect(model.id).toBeNull();
    expect(model.unsent.messages).toMatchObject([{ text: 'precious', clientId: 'early' }]);
    server.replies.set('POST conversations', { status: 201, body: CONVERSATION });
    await model.retry('early');
    expect(server.bodies(POST)).toMatchObject([{ text: 'precious', client_id: 'early' }]);
  });
});

it('puts words that were not handed in below those of the new conversation', async () => {
  model.unsent.setText('from yesterday');
  model.open('c2');
  keep({ text: 'hello' });
  await send();
  expect(model.id).toBeNull();
  expect(model.unsent.text).toBe('from yesterday\nhello');
  expect(kept()).toBeNull();
  expect(server.bodies('POST conversations')).toEqual([]);
});
