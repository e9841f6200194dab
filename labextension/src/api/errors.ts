/** Error code to a sentence for the user, and what to do about it. */

import type { TranslationBundle } from '@jupyterlab/translation';

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

/** A sentence about what happened, and one about what to do where there is something. */
export interface IExplained {
  message: string;
  remedy: string | null;
}

/** What went wrong, for people. The server's own sentence wins where it has one. */
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
    case 'approval_settled':
      return { message: settled(error, trans), remedy: null };
    case 'message_already_sent':
      return { message: trans.__('Claude already has this message.'), remedy: null };
    default:
      return inWords(error, trans);
  }
}

/** Codes of the session that have words of their own here, so that they can be translated. */
function inWords(error: ApiError, trans: TranslationBundle): IExplained {
  const { code, message, remedy } = error;
  switch (code) {
    case 'queue_full':
      return {
        message: trans.__('So many messages wait for Claude that no more are kept.'),
        remedy: trans.__('Take one back, or wait until Claude has taken some.')
      };
    case 'not_a_choice':
      return { message: trans.__('This cannot be chosen here: %1', message), remedy };
    case 'state_in_use': // the server's sentence names the folder and the process
      return { message, remedy: trans.__('Stop the other one; this page goes on by itself.') };
    case 'starting':
      return {
        message: trans.__('The session is still starting.'),
        remedy: trans.__('Nothing is lost. Try again in a moment.')
      };
    case 'session_stopped': // the hub's words are for programs
      return {
        message: trans.__('The session does not run.'),
        remedy: trans.__('Start it again, then send the message.')
      };
    case 'closing':
      return {
        message: trans.__('The session is being stopped.'),
        remedy: trans.__('Start it again, then send the message.')
      };
    case 'held_by_terminal':
      return {
        message: trans.__('This conversation is open in a terminal.'),
        remedy: trans.__(
          'Take it over, or end claude in that terminal; then send the message again.'
        )
      };
    case 'terminal_stays':
      return {
        message: trans.__('claude was asked to end in its terminal and did not.'),
        remedy: trans.__('End it there (Ctrl+C twice), then take the conversation over.')
      };
    default:
      return { message, remedy: remedy ?? fallback(error.status, trans) };
  }
}

function settled(error: ApiError, trans: TranslationBundle): string {
  const { by, outcome } = error.details;
  if (typeof by !== 'string') {
    return trans.__('This question was already answered.');
  }
  return outcome === 'allowed'
    ? trans.__('%1 already allowed this.', by)
    : trans.__('%1 already answered this.', by);
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
