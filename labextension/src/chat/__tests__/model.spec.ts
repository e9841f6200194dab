import { nullTranslator } from '@jupyterlab/translation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Drafts, NO_DRAFT } from '../drafts';
import { ChatModel } from '../model';
import { CONVERSATION, FRAMES, hello, message, numbered } from '../../api/__tests__/conversation';
import { ScriptedServer, error } from '../../api/__tests__/server';

let server: ScriptedServer;
let model: ChatModel;

function open(): ChatModel {
  const trans = nullTranslator.load('remote_claude');
  return new ChatModel({ client: server.client, drafts: new Drafts(localStorage, 'here'), trans });
}

const texts = () => model.outbox.map(item => [item.text, item.failure?.message ?? null]);
const entries = () => model.state.entries.map(entry => entry.type);

beforeEach(() => {
  localStorage.clear();
  server = new ScriptedServer();
  server.replies.set('POST conversations', { status: 201, body: CONVERSATION });
  server.replies.set('POST conversations/c1/messages', {
    status: 202,
    body: { message: 'm', client_id: 'x', state: 'sent' }
  });
  model = open();
});

afterEach(() => {
  model.dispose();
});

describe('a first message', () => {
  it('is shown at once, makes the conversation, and stays until its frame is here', async () => {
    const sent = model.send('hello');
    expect(texts()).toEqual([['hello', null]]);
    await sent;
    expect(model.id).toBe('c1');
    expect(texts()).toEqual([['hello', null]]);
    const [{ client_id: client } = {}] = server.bodies('POST conversations/c1/messages');
    server.socket.open();
    server.socket.say(hello(0), ...numbered([message(String(client), 'hello')]));
    await vi.waitFor(() => {
      expect(texts()).toEqual([]);
    });
    expect(entries()).toEqual(['prompt']);
  });

  it('lets what came before the stream began be read', async () => {
    await model.send('hello');
    const first = numbered([message('c', 'hello')]);
    const body = { frames: first, last: 1, more: false };
    server.replies.set('GET conversations/c1/frames', { status: 200, body });
    server.socket.open();
    server.socket.say({ ...hello(1), after: 1 });
    await vi.waitFor(() => {
      expect(model.history.earlier).toBe('some');
    });
    expect(await model.history.load()).toBe(true);
    expect(entries()).toEqual(['prompt']);
  });

  it('makes its own conversation although another new one is asked for meanwhile', async () => {
    const sent = model.send('hello');
    model.open(null);
    await sent;
    await vi.waitFor(() => {
      expect(model.id).toBeNull();
    });
    expect(texts()).toEqual([]);
    expect(server.bodies('POST conversations/c1/messages')).toHaveLength(1);
    model.open('c1');
    server.socket.open();
    server.socket.say(hello(0));
    await vi.waitFor(() => {
      expect(texts().map(([text]) => text)).toEqual(['hello']);
    });
  });

  it('asks for the same conversation when it is sent again by the next page', async () => {
    server.replies.set('POST conversations', 'away');
    await model.send('hello');
    model.dispose();
    model = open();
    server.replies.set('POST conversations', { status: 201, body: CONVERSATION });
    const [{ clientId } = { clientId: '' }] = model.outbox;
    await model.retry(clientId);
    const asked = server.bodies('POST conversations').map(body => body['client_id']);
    expect(asked).toEqual([clientId, clientId]);
  });

  it('finds its conversation as another page left it', async () => {
    const drafts = new Drafts(localStorage, 'here');
    drafts.write('c1', { ...NO_DRAFT, text: 'written there' });
    const body = { ...CONVERSATION, last_seq: 1 };
    server.replies.set('POST conversations', { status: 201, body });
    const sent = model.send('hello');
    model.unsent.setText('written here');
    await sent;
    expect(model.unsent.text).toBe('written there\nwritten here');
    expect(drafts.read('c1').text).toBe('written there\nwritten here');
    expect(model.isLoaded).toBe(false);
    const [{ client_id: client } = {}] = server.bodies('POST conversations/c1/messages');
    server.socket.open();
    server.socket.say(hello(1), ...numbered([message(String(client), 'hello')]));
    await vi.waitFor(() => {
      expect(model.isLoaded).toBe(true);
    });
    expect(texts()).toEqual([]);
    expect(model.arrival.announcement).toBe('');
  });

  it('takes its words along although another conversation is opened meanwhile', async () => {
    const sent = model.send('hello');
    model.open('c2');
    await sent;
    expect(model.id).toBe('c2');
    model.open(null);
    expect(texts()).toEqual([]);
    expect(server.bodies('POST conversations/c1/messages')).toHaveLength(1);
  });

  it('takes along what was chosen before, and nothing else', async () => {
    await model.choose({ mode: 'plan', model: null });
    await model.send('hello');
    expect(server.bodies('POST conversations')).toMatchObject([{ mode: 'plan' }]);
  });
});

describe('a message that does not arrive', () => {
  beforeEach(async () => {
    server.replies.set('POST conversations/c1/messages', 'away');
    await model.send('precious');
  });

  it('keeps its text and says why', () => {
    expect(texts()).toEqual([['precious', 'The session could not be reached.']]);
  });

  it('is the same message when it is tried again', async () => {
    const [first] = model.outbox;
    server.replies.set('POST conversations/c1/messages', { status: 202, body: { state: 'sent' } });
    await model.retry(first!.clientId);
    const ids = server.bodies('POST conversations/c1/messages').map(body => body['client_id']);
    expect(ids).toEqual([first!.clientId, first!.clientId]);
    expect(texts()).toEqual([['precious', null]]);
  });

  it('is still there after a reload, unless the server has it', async () => {
    const [{ clientId } = { clientId: '' }] = model.outbox;
    model.dispose();
    model = open();
    model.open('c1');
    expect(texts()).toEqual([]);
    server.socket.open();
    server.socket.say(hello(0));
    await vi.waitFor(() => {
      expect(texts()).toHaveLength(1);
    });
    server.socket.say(...numbered([message(clientId, 'precious')]));
    await vi.waitFor(() => {
      expect(texts()).toEqual([]);
    });
  });

  it('tells what the server said', async () => {
    server.replies.set('POST conversations/c1/messages', {
      status: 413,
      body: error('too_large', 'The message has 9 bytes; the limit is 8.')
    });
    await model.send('too long');
    expect(texts()[1]).toEqual([
      'too long',
      'This is too large: The message has 9 bytes; the limit is 8.'
    ]);
  });
});

it('leaves a queued message to the queue of the server', async () => {
  server.replies.set('POST conversations/c1/messages', { status: 202, body: { state: 'queued' } });
  model.open('c1');
  server.socket.open();
  server.socket.say(hello(3), ...FRAMES.slice(0, 3));
  await vi.waitFor(() => {
    expect(model.state.turn).not.toBeNull();
  });
  const sent = model.send('next');
  expect(model.outbox).toMatchObject([{ queued: true }]);
  await sent;
  expect(model.outbox).toEqual([]);
});

it('keeps unsent text by conversation, over a reload', () => {
  model.unsent.setText('for a new one');
  model.open('c1');
  expect(model.unsent.text).toBe('');
  model.unsent.setText('for c1');
  model.dispose();
  model = open();
  expect(model.unsent.text).toBe('for a new one');
  model.open('c1');
  expect(model.unsent.text).toBe('for c1');
});

describe('a conversation', () => {
  beforeEach(async () => {
    model.open('c1');
    server.socket.open();
    server.socket.say(hello(FRAMES.length), ...FRAMES);
    await vi.waitFor(() => {
      expect(model.isLoaded).toBe(true);
    });
  });

  it('announces what is new and not what was missing', async () => {
    expect(model.arrival.announcement).toBe('');
    const next = { kind: 'text', block: 'z', text: 'All **green**.' } as const;
    server.socket.say(...numbered([next], FRAMES.length + 1));
    await vi.waitFor(() => {
      expect(model.arrival.announcement).toBe('All green.');
    });
  });

  it('is gone where the server no longer has it', async () => {
    server.socket.break();
    server.socket.break();
    await vi.waitFor(() => {
      expect(server.sockets).toHaveLength(2);
    });
    server.socket.break();
    await vi.waitFor(() => {
      expect(model.id).toBeNull();
    });
    expect(model.problem?.message).toBe('This conversation is gone.');
  });

  it('says that it is not let in only until it is', async () => {
    const refusal = { status: 403, body: error('forbidden', 'Not signed in.') };
    server.replies.set('GET conversations/c1', refusal);
    server.socket.break();
    await vi.waitFor(() => {
      expect(server.sockets).toHaveLength(2);
    });
    server.socket.break();
    await vi.waitFor(() => {
      expect(model.problem?.message).toBe('You are not signed in here, or you may not do this.');
    });
    await vi.waitFor(() => {
      expect(server.sockets).toHaveLength(3);
    });
    server.socket.open();
    expect(model.problem).toBeNull();
  });

  it('says who had answered a question first', async () => {
    server.replies.set('POST conversations/c1/approvals/q1', {
      status: 409,
      body: {
        error: {
          code: 'approval_settled',
          message: 'x',
          details: { by: 'bob', outcome: 'allowed' }
        }
      }
    });
    await model.answer('q1', { decision: 'allow' });
    expect(model.problem?.message).toBe('bob already allowed this.');
  });
});
