/** From when on a choice counts that was made while Claude works. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Choice } from '../state';
import type { IChosen } from '../ui';
import { useTrans } from './context';
import { effortName, modeName, modelName } from './mode';

interface IProps {
  chosen: IChosen | null;
  /** The turn that is going on. */
  turn: string | null;
  /** Whether a question is open: it was asked before. */
  isAsked: boolean;
}

/** A calm line, there as long as the turn lasts. */
export function ChosenLine({ chosen, turn, isAsked }: IProps) {
  const trans = useTrans();
  if (chosen === null || chosen.turn !== turn) {
    return null;
  }
  const { choice } = chosen;
  return (
    <div className="rc-chosen" role="status">
      {toSentence(choice, trans)}
      {isAsked && choice.mode !== undefined && (
        <> {trans.__('The question above still waits for your answer.')}</>
      )}
    </div>
  );
}

function toSentence({ mode, model, effort }: Choice, trans: TranslationBundle): string {
  if (mode !== undefined) {
    return trans.__("%1: from Claude's next step on.", modeName(mode, trans));
  }
  const usual = trans.__('Default');
  const name =
    model !== undefined
      ? modelName(model ?? usual)
      : effort == null
        ? usual
        : effortName(effort, trans);
  return trans.__("%1: from Claude's next request on.", name);
}
