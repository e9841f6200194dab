/** One authenticated request, errors typed. */

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { ApiError } from './errors';
import type { ErrorBody } from './types';

/** Where our routes begin, below the server's own address. */
export const API_PATH = 'remote-claude/api';

/** What to send. */
export interface IRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
}

/**
 * Ask the server and read its JSON; undefined where it answers without a body.
 *
 * Every failure is an `ApiError`.
 */
export async function request(
  settings: ServerConnection.ISettings,
  path: string,
  { method = 'GET', body, signal }: IRequest = {}
): Promise<unknown> {
  const init: RequestInit = { method, cache: 'no-store' };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
  }
  if (signal !== undefined) {
    init.signal = signal;
  }
  const response = await send(settings, URLExt.join(settings.baseUrl, API_PATH, path), init);
  const text = await response.text().catch((reason: unknown) => {
    throw unreachable(reason);
  });
  if (!response.ok) {
    throw refused(response.status, text);
  }
  if (text === '') {
    return undefined;
  }
  return parse(response.status, text);
}

async function send(
  settings: ServerConnection.ISettings,
  url: string,
  init: RequestInit
): Promise<Response> {
  try {
    return await ServerConnection.makeRequest(url, init, settings);
  } catch (reason) {
    throw unreachable(reason);
  }
}

function unreachable(reason: unknown): ApiError {
  const message = reason instanceof Error ? reason.message : String(reason);
  return new ApiError({ code: 'network', status: 0, message });
}

function parse(status: number, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiError({ code: 'unreadable', status, message: text.slice(0, 200) });
  }
}

function refused(status: number, text: string): ApiError {
  let body: Partial<ErrorBody> | null = null;
  try {
    body = JSON.parse(text) as Partial<ErrorBody> | null;
  } catch {
    // A proxy's own page: its words are not for people.
  }
  const error = body?.error;
  if (typeof error !== 'object') {
    return new ApiError({ code: 'unreadable', status, message: `HTTP ${status}` });
  }
  return new ApiError({ ...error, status });
}
