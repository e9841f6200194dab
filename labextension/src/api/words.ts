/** The codes that a session and the hub service answer, in words that can be translated. */

import type { TranslationBundle } from '@jupyterlab/translation';

/** What was answered instead of what was asked for. */
export interface IRefusal {
  readonly code: string;
  readonly status: number;
  /** The server's own sentence, in English. */
  readonly message: string;
  readonly remedy: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A sentence about what happened, and one about what to do where there is something. */
export interface IExplained {
  message: string;
  remedy: string | null;
}

type Words = (refusal: IRefusal, trans: TranslationBundle) => IExplained;

/** Of a few codes the server's sentence has more to say than any words here: it stands behind them. */
const WORDS: Readonly<Record<string, Words>> = {
  internal: (_, trans) => ({
    message: trans.__('Something went wrong in the session; its log says what.'),
    remedy: trans.__('Try again in a moment.')
  }),
  malformed: ({ message, remedy }, trans) => ({
    message: trans.__('This cannot be done like that: %1', message),
    remedy
  }),
  method_not_allowed: outdated,
  after_out_of_range: outdated,
  not_found: ({ details }, trans) => ({ message: missing(details['what'], trans), remedy: null }),
  forbidden: (_, trans) => ({
    message: trans.__('You are not signed in here, or you may not do this.'),
    remedy: trans.__('Sign in again, then reload this page.')
  }),
  conflict: ({ message, remedy }, trans) => ({
    message: trans.__('This is not possible now: %1', message),
    remedy
  }),
  too_large: large,
  unavailable: away,
  hub_refused: away,
  session_away: (_, trans) => ({
    message: trans.__('The session could not be reached.'),
    remedy: trans.__('Try again in a moment.')
  }),
  message_already_sent: (_, trans) => ({
    message: trans.__('Claude already has this message.'),
    remedy: null
  }),
  approval_settled: ({ details }, trans) => ({ message: settled(details, trans), remedy: null }),
  claude_start: ({ message, remedy }, trans) => ({
    message: trans.__('Claude could not be started: %1', message),
    remedy
  }),
  claude_gone: (_, trans) => ({
    message: trans.__('Claude’s process has ended.'),
    remedy: trans.__('Send the message again: that starts a new one.')
  }),
  journal_unavailable: ({ message, remedy }, trans) => ({
    message: trans.__('What is said cannot be written down: %1', message),
    remedy
  }),
  search_unavailable: (_, trans) => ({
    message: trans.__('What was said cannot be searched here.'),
    remedy: null
  }),
  changed_since: ({ message }, trans) => ({
    message: trans.__('Nothing was written: %1', message),
    remedy: trans.__('Look at it in the editor, or ask Claude to take its change back.')
  }),
  turn_over: (_, trans) => ({
    message: trans.__('The turn has ended already.'),
    remedy: trans.__('Send the message again.')
  }),
  conversation_deleted: (_, trans) => ({
    message: trans.__('The conversation that this was meant for has been deleted.'),
    remedy: trans.__('Write the message anew in another conversation.')
  }),
  not_forkable: ({ message }, trans) => ({
    message: trans.__('It cannot be forked here: %1', message),
    remedy: trans.__('Fork at an earlier or a later message.')
  }),
  working: ({ details }, trans) => ({
    message: trans.__('Claude is working in “%1”, which has the same files.', details['title']),
    remedy: trans.__('Wait until Claude is done, or stop it; then try again.')
  }),
  not_rewindable: ({ message }, trans) => ({
    message: trans.__('There is no way back to there: %1', message),
    remedy: null
  }),
  queue_full: (_, trans) => ({
    message: trans.__('So many messages wait for Claude that no more are kept.'),
    remedy: trans.__('Take one back, or wait until Claude has taken some.')
  }),
  not_a_choice: ({ message, remedy }, trans) => ({
    message: trans.__('This cannot be chosen here: %1', message),
    remedy
  }),
  // The server's sentence names the folder and the process.
  state_in_use: ({ message }, trans) => ({
    message: trans.__('These conversations are open elsewhere: %1', message),
    remedy: trans.__('Stop the other one; this page goes on by itself.')
  }),
  starting: (_, trans) => ({
    message: trans.__('The session is still starting.'),
    remedy: trans.__('Nothing is lost. Try again in a moment.')
  }),
  // The hub's words are for programs.
  session_stopped: (_, trans) => ({
    message: trans.__('The session does not run.'),
    remedy: trans.__('Start it again, then send the message.')
  }),
  closing: (_, trans) => ({
    message: trans.__('The session is being stopped.'),
    remedy: trans.__('Start it again, then send the message.')
  }),
  held_by_terminal: (_, trans) => ({
    message: trans.__('This conversation is open in a terminal.'),
    remedy: trans.__('Take it over, or end claude in that terminal; then send the message again.')
  }),
  terminal_stays: (_, trans) => ({
    message: trans.__('claude was asked to end in its terminal and did not.'),
    remedy: trans.__('End it there (Ctrl+C twice), then take the conversation over.')
  })
};

/** The words for a code; null for one that is not known here. */
export function toWords(refusal: IRefusal, trans: TranslationBundle): IExplained | null {
  return Object.hasOwn(WORDS, refusal.code)
    ? (WORDS[refusal.code]?.(refusal, trans) ?? null)
    : null;
}

/** This page and the session are of different versions. */
function outdated(_: IRefusal, trans: TranslationBundle): IExplained {
  return {
    message: trans.__('The session does not know what this page asked for.'),
    remedy: trans.__('Reload the page; if it stays, restart the session.')
  };
}

function away({ message }: IRefusal, trans: TranslationBundle): IExplained {
  return {
    message: trans.__('Something that this needs is away for the moment: %1', message),
    remedy: trans.__('Try again in a moment.')
  };
}

function large({ details, message }: IRefusal, trans: TranslationBundle): IExplained {
  const { size_bytes: size, limit_bytes: limit } = details;
  const areKnown = typeof size === 'number' && typeof limit === 'number';
  return {
    message: areKnown
      ? trans.__(
          'This is too large: it has %1 bytes, and the limit is %2.',
          size.toLocaleString(),
          limit.toLocaleString()
        )
      : trans.__('This is too large: %1', message),
    remedy: trans.__('Shorten it, or put the long part into a file of the workspace.')
  };
}

/** What is not there any more, as the server names it. */
function missing(what: unknown, trans: TranslationBundle): string {
  switch (what) {
    case 'conversation':
    case 'deleted conversation':
      return trans.__('This conversation is gone.');
    case 'message':
      return trans.__('This message is not here any more.');
    case 'approval':
      return trans.__('This question waits no more.');
    case 'background':
      return trans.__('This does not go on any more.');
    default:
      return trans.__('This is not here any more.');
  }
}

function settled(details: IRefusal['details'], trans: TranslationBundle): string {
  const { by, outcome } = details;
  if (typeof by !== 'string') {
    return trans.__('This question was already answered.');
  }
  return outcome === 'allowed'
    ? trans.__('%1 already allowed this.', by)
    : trans.__('%1 already answered this.', by);
}
