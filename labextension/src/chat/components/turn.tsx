/** How a turn ended: in a few grey words where it went well, else why and what to do. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { formatMoney, formatSpan } from '../../common/format';
import type { IChanges } from '../rows';
import type { ITurnEntry } from '../state';
import { useTrans } from './context';
import { DiffCount } from './diff';
import { Glyph } from './glyphs';

interface IProps {
  turn: ITurnEntry;
  changes: IChanges | null;
  /** Present on the last turn: send its message again. */
  onAgain: (() => void) | null;
  /** Show what the turn changed. */
  onReview: (turn: string) => void;
}

/** The line below a turn. */
export function TurnEnd({ turn, changes, onAgain, onReview }: IProps) {
  const trans = useTrans();
  const isTrouble = turn.outcome !== 'completed' && turn.outcome !== 'interrupted';
  return (
    <div className="rc-turn">
      {isTrouble && <Trouble turn={turn} onAgain={onAgain} />}
      <div className="rc-turn-line">
        {turn.outcome === 'interrupted' && (
          <span className="rc-stopped">
            <Glyph name="stopped" />
            {stoppedBy(turn, trans)}
          </span>
        )}
        {changes !== null && (
          <button
            type="button"
            className="rc-changes"
            title={trans.__('Review the changes of this turn')}
            disabled={turn.turn === ''}
            onClick={() => {
              onReview(turn.turn);
            }}
          >
            {turn.outcome === 'interrupted' && trans.__('Until then:')}
            <DiffCount {...changes} />
            {trans._n('in %1 file', 'in %1 files', changes.files)}
            <span className="rc-changes-review">{trans.__('Review')}</span>
          </button>
        )}
        <span className="rc-small">{summary(turn)}</span>
      </div>
    </div>
  );
}

/** The server's own words for a stop by the person; every other reason is shown as it is. */
const BY_YOU = 'Stopped by you.';

function stoppedBy({ reason }: ITurnEntry, trans: TranslationBundle): string {
  return reason === null || reason === '' || reason === BY_YOU
    ? trans.__('Stopped by you')
    : reason;
}

/** Shorter spans are those of turns that were read from a terminal, at once. */
const SHORT_MS = 50;

function summary(turn: ITurnEntry): string {
  const words: string[] = [];
  if (turn.startedAt !== null) {
    const span = Date.parse(turn.at) - Date.parse(turn.startedAt);
    words.push(...(span < SHORT_MS ? [] : [formatSpan(span)]));
  }
  if (Number(turn.costUsd) > 0) {
    words.push(formatMoney(turn.costUsd));
  }
  return words.join(' · ');
}

function Trouble({ turn, onAgain }: { turn: ITurnEntry; onAgain: (() => void) | null }) {
  const trans = useTrans();
  const { title, remedy } = explainEnd(turn, trans);
  return (
    <div className="rc-trouble">
      <Glyph name="warning" />
      <div>
        <b>{title}</b>
        {turn.reason !== null && turn.reason !== '' && <p className="rc-reason">{turn.reason}</p>}
        {remedy !== '' && <p className="rc-small">{remedy}</p>}
        {onAgain !== null && (
          <button type="button" className="rc-button" onClick={onAgain}>
            {trans.__('Send again')}
          </button>
        )}
      </div>
    </div>
  );
}

/** The server's reason says what to do as well, so beside one only what it leaves out is added. */
function explainEnd(
  { outcome, reason }: ITurnEntry,
  trans: TranslationBundle
): { title: string; remedy: string } {
  const isExplained = reason !== null && reason !== '';
  switch (outcome) {
    case 'budget':
      return {
        title: trans.__('The budget is spent'),
        remedy: isExplained
          ? ''
          : trans.__('Ask whoever runs this server for more, or wait until it is renewed.')
      };
    case 'lost':
      return {
        title: trans.__('The end of this turn was lost'),
        remedy: isExplained
          ? trans.__('What is above did happen; look at it before you go on.')
          : trans.__(
              'The session or Claude ended in the middle. What is above did happen; look at it before you go on.'
            )
      };
    default:
      return {
        title: trans.__('Claude could not finish'),
        remedy: isExplained
          ? ''
          : trans.__('Nothing of the conversation is lost. Send the message again, or another one.')
      };
  }
}
