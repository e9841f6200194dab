/** A card above the transcript when a budget runs out or more was answered; it can be put away. */

import type { Budgets, NewBudgetRequest } from '../../api/types';
import { useTrans } from '../../chat/components/context';
import { Glyph } from '../../chat/components/glyphs';
import { Dismiss } from '../../chat/components/notices';
import { levelOf, mayAsk, occasionOf, toTell } from '../rules';
import { noticeOf } from '../words';
import { AskForMore } from './ask';

interface IProps {
  budgets: Budgets | null;
  dismissed: ReadonlySet<string>;
  onDismiss: (occasion: string) => void;
  onAsk: (wanted: NewBudgetRequest) => Promise<void>;
}

/** Nothing as long as there is enough, and no answer to hear of. */
export function BudgetNotice({ budgets, dismissed, onDismiss, onAsk }: IProps) {
  const trans = useTrans();
  const now = Date.now();
  const budget = toTell(budgets, now);
  if (budget === null || dismissed.has(occasionOf(budget))) {
    return null;
  }
  const level = levelOf(budget);
  const isUrgent = level === 'near' || level === 'spent';
  return (
    <div className={isUrgent ? 'rc-note rc-note-warning' : 'rc-note'}>
      <Glyph name={isUrgent ? 'warning' : 'info'} />
      <div className="rc-note-body">
        <p role="status">{noticeOf(budget, budgets?.contact ?? '', now, trans)}</p>
        {mayAsk(budget) && <AskForMore key={occasionOf(budget)} budget={budget} onAsk={onAsk} />}
      </div>
      <Dismiss
        onDismiss={() => {
          onDismiss(occasionOf(budget));
        }}
      />
    </div>
  );
}
