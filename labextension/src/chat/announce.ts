/** What a screen reader is told, in whole sentences and never per token; pure but for the words. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Frame } from '../api/types';

/** Longer than this, the rest is for the reader to fetch. */
const LONGEST = 400;

/** The sentence for a frame, or null where there is nothing to say. */
export function announce(frame: Frame, trans: TranslationBundle): string | null {
  switch (frame.kind) {
    case 'text':
      return frame.parent === undefined ? shorten(plain(frame.text)) : null;
    case 'approval.asked':
      return ask(frame.type, frame.tool, trans);
    case 'turn.finished':
      return finish(frame.outcome, frame.reason ?? '', trans);
    case 'notice':
      return frame.message;
    default:
      return null;
  }
}

function ask(type: string, tool: string, trans: TranslationBundle): string {
  switch (type) {
    case 'plan':
      return trans.__('Claude has a plan for you to approve.');
    case 'question':
      return trans.__('Claude has a question for you.');
    default:
      return trans.__('Claude asks for permission to use %1.', tool);
  }
}

function finish(outcome: string, reason: string, trans: TranslationBundle): string {
  switch (outcome) {
    case 'completed':
      return trans.__('Claude has finished.');
    case 'interrupted':
      return trans.__('Stopped.');
    default:
      return trans.__('Claude could not finish. %1', reason);
  }
}

/** Markdown without its signs, roughly: enough to be read aloud. */
function plain(markdown: string): string {
  return markdown
    .replace(/```[\s\S]*?(?:```|$)/g, ' ')
    .replace(/[*_`#>|]/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
