/** What stands in the status bar. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSX } from 'react';

import type { Conversation } from '../../api/types';
import type { Answer } from '../rules';
import { modeText } from '../words';

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
  readonly trans: TranslationBundle;
}): JSX.Element {
  return (
    <button
      type="button"
      className="rc-status"
      data-mode={props.mode}
      title={props.trans.__('Permission mode of the conversation that the panel shows')}
      onClick={props.show}
    >
      {modeText(props.mode, props.trans)}
    </button>
  );
}
