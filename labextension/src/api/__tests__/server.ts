/** A server of a few lines for the models: answers requests, and its sockets say what a test says. */
import { ServerConnection } from '@jupyterlab/services';

import { Client } from '../client';
import type { Frame } from '../types';

type Reply = { status: number; body?: unknown } | 'away';

/** A socket that a test speaks through. */
export class ScriptedSocket {
  constructor(readonly url: string) {
    ScriptedServer.current.sockets.push(this);
  }

  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  isClosed = false;

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.onopen?.();
  }

  say(...frames: readonly (Frame | object)[]): void {
    for (const frame of frames) {
      this.onmessage?.({ data: JSON.stringify(frame) });
    }
  }

  /** The connection is lost. */
  break(): void {
    this.onclose?.();
  }
}

/** Keeps what was asked; `replies` says how to answer by `METHOD path`. */
export class ScriptedServer {
  static current: ScriptedServer;

  constructor() {
    ScriptedServer.current = this;
    const settings = ServerConnection.makeSettings({
      baseUrl: 'http://localhost:8888/user/ada/s/',
      wsUrl: 'ws://localhost:8888/user/ada/s/',
      fetch: (input: RequestInfo | URL) => this._answer(input as Request),
      WebSocket: ScriptedSocket as unknown as typeof WebSocket
    });
    this.client = new Client(settings);
  }

  readonly client: Client;
  readonly sockets: ScriptedSocket[] = [];
  readonly asked: { what: string; body: Record<string, unknown> }[] = [];
  readonly replies = new Map<string, Reply>();
  /** What an answer waits for. */
  readonly gates = new Map<string, Promise<void>>();

  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) {
      throw new Error('Nobody has connected.');
    }
    return socket;
  }

  /** Bodies of what was asked so. */
  bodies(what: string): Record<string, unknown>[] {
    return this.asked.filter(item => item.what === what).map(item => item.body);
  }

  private async _answer(request: Request): Promise<Response> {
    const path = request.url.replace(/^.*remote-claude\/api\//, '').replace(/\?.*$/, '');
    const what = `${request.method} ${path}`;
    const text = await request.text();
    this.asked.push({
      what,
      body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
    });
    await this.gates.get(what);
    const reply = this.replies.get(what) ?? { status: 404, body: error('not_found') };
    if (reply === 'away') {
      throw new TypeError('Failed to fetch');
    }
    const body = reply.body === undefined ? null : JSON.stringify(reply.body);
    return new Response(body, { status: reply.status });
  }
}

export function error(code: string, message = 'No.'): object {
  return { error: { code, message } };
}
