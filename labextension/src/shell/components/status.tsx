/** What stands in the status bar. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSX } from 'react';

import type { Conversation } from '../../api/types';
import { formatMoney, formatRest } from '../../common/format';
import { withKeys } from '../../keys';
import { type Answer, isNearEnd } from '../rules';
import { modeText } from '../words';

const LAST_DAY_SECONDS = 86_400;

/** Whether the server answers. */
export function ServerStatus(props: {
  readonly answer: Answer;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { answer, trans } = props;
  return (
    <span className="rc-status" data-answer={answer}>
      <span className="rc-dot" aria-hidden="true" />
      {answerText(answer, trans)}
    </span>
  );
}

function answerText(answer: Answer, trans: TranslationBundle): string {
  switch (answer) {
    case 'ok':
      return trans.__('Connected');
    case 'unreachable':
      return trans.__('Reconnecting');
    case 'stopped':
      return trans.__('Session stopped');
    case 'signed-out':
      return trans.__('Signed out');
  }
}

/** What Claude may do in the conversation that is shown. */
export function ModeStatus(props: {
  readonly mode: Conversation['mode'];
  readonly show: () => void;
  readonly keys: string;
  readonly trans: TranslationBundle;
}): JSX.Element {
  return (
    <button
      type="button"
      className="rc-status"
      data-mode={props.mode}
      title={withKeys(
        props.trans.__('Permission mode of the conversation that the panel shows'),
        props.keys
      )}
      onClick={props.show}
    >
      {modeText(props.mode, props.trans)}
    </button>
  );
}

/** What the conversations of this session have cost together. */
export function SpendStatus(props: {
  readonly usd: string;
  readonly show: () => void;
  readonly keys: string;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { usd, show, keys, trans } = props;
  return (
    <button
      type="button"
      className="rc-status"
      title={withKeys(trans.__('What the conversations of this session have cost'), keys)}
      onClick={show}
    >
      {trans.__('%1 in this session', formatMoney(usd))}
    </button>
  );
}

/**
 * When the session stops by itself; told on its last day, for nobody plans further ahead.
 *
 * `keep` keeps it longer; null where that may not be. It is offered near the end.
 */
export function StopStatus(props: {
  readonly seconds: number;
  readonly keep: (() => void) | null;
  readonly trans: TranslationBundle;
}): JSX.Element | null {
  const { seconds, keep, trans } = props;
  return seconds > LAST_DAY_SECONDS ? null : (
    <>
      <span
        className="rc-status"
        title={trans.__(
          'This session stops then, whatever runs in it. Files and conversations stay; start it again to go on.'
        )}
      >
        {trans.__('Stops in %1', formatRest(seconds * 1000))}
      </span>
      {keep && isNearEnd(seconds) && (
        <button type="button" className="rc-status" data-offer onClick={keep}>
          {trans.__('Keep it 1 h more')}
        </button>
      )}
    </>
  );
}
