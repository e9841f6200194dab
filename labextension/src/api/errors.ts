/** Error code to a sentence for the user, and what to do about it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { type IExplained, toWords } from './words';

export type { IExplained } from './words';

/** An answer that was not the one asked for, or none at all (`status` 0). */
export class ApiError extends Error {
  constructor(options: ApiError.IOptions) {
    super(options.message);
    this.name = 'ApiError';
    this.code = options.code;
    this.status = options.status;
    this.remedy = options.remedy ?? null;
    this.details = options.details ?? {};
  }

  /** Stable, part of the contract; `network` and `unreadable` are made here. */
  readonly code: string;
  /** The HTTP status, 0 where no answer came. */
  readonly status: number;
  readonly remedy: string | null;
  readonly details: Readonly<Record<string, unknown>>;

  /** Whether the same request may do better a little later. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

export namespace ApiError {
  /** What an error is made of. */
  export interface IOptions {
    code: string;
    message: string;
    status: number;
    remedy?: string | null;
    details?: Record<string, unknown>;
  }
}

/** What went wrong, for people. The server's own sentence is for codes that have no words here. */
export function explain(error: unknown, trans: TranslationBundle): IExplained {
  if (!(error instanceof ApiError)) {
    return { message: error instanceof Error ? error.message : String(error), remedy: null };
  }
  switch (error.code) {
    case 'network':
      return {
        message: trans.__('The session could not be reached.'),
        remedy: trans.__('Nothing is lost. Try again when the connection is back.')
      };
    case 'unreadable':
      return {
        message: trans.__(
          'The session answered with something unreadable (HTTP %1).',
          error.status
        ),
        remedy: trans.__('Reload the page; if it stays, restart the session.')
      };
    default: {
      const { message, remedy, status } = error;
      return toWords(error, trans) ?? { message, remedy: remedy ?? fallback(status, trans) };
    }
  }
}

function fallback(status: number, trans: TranslationBundle): string | null {
  switch (status) {
    case 401:
    case 403:
      return trans.__('Sign in again, then reload this page.');
    case 502:
    case 503:
    case 504:
      return trans.__('Try again in a moment.');
    default:
      return null;
  }
}
