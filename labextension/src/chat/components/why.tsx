/** Where it would happen, why Claude asks, and which rule would have answered. */

import type { Approval } from '../../api/types';
import { relativePath } from '../tools';
import { useTools, useTrans } from './context';

/** The lines below what is asked. */
export function Why({ approval }: { approval: Approval }) {
  const { trans, workspace } = useTools();
  const { cwd, reason } = approval;
  const isHere = relativePath(`${cwd}/`, workspace) === '';
  return (
    <>
      <p className="rc-why">
        {isHere ? (
          <span title={cwd}>{trans.__('in the workspace')}</span>
        ) : (
          <>
            {trans.__('in')} <code>{relativePath(cwd, workspace)}</code>
          </>
        )}
        {' · '}
        {reason ?? trans.__('no rule covers it')}
      </p>
      <Rules suggestions={approval.suggestions} />
    </>
  );
}

/** The rules that the numbered buttons would add, as Claude Code writes them. */
function Rules({ suggestions }: Pick<Approval, 'suggestions'>) {
  const trans = useTrans();
  const rules = suggestions.flatMap(({ rule }, index) =>
    rule === undefined || rule === '' ? [] : [{ rule, digit: index + 2 }]
  );
  if (rules.length === 0) {
    return null;
  }
  return (
    <p className="rc-why">
      {trans.__('A rule would answer it:')}{' '}
      {rules.map(({ rule, digit }) => (
        <span key={digit} className="rc-rule">
          <kbd>{digit}</kbd> <code>{rule}</code>
        </span>
      ))}
    </p>
  );
}
