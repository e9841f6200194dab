/** A file change, line by line. */

import { LineCount } from '../../common/line-count';
import type { IDiff, IDiffLine } from '../patch';
import { useOpen, useTrans } from './context';

const MOST_LINES = 400;

/** How much a change adds and removes. */
export function DiffCount({ added, removed }: { added: number; removed: number }) {
  return <LineCount added={added} removed={removed} trans={useTrans()} />;
}

/** The lines of a change; `name` is unique, so that what was unfolded stays so. */
export function Diff({ diff, name }: { diff: IDiff; name: string }) {
  const trans = useTrans();
  const [isWhole, toggle] = useOpen(`${name}:diff`, false);
  const lines = isWhole ? diff.lines : diff.lines.slice(0, MOST_LINES);
  const hasNumbers = lines.some(line => line.line !== null);
  return (
    <div className="rc-diff" role="group" aria-label={trans.__('Change')} tabIndex={0}>
      <div className={hasNumbers ? 'rc-diff-lines rc-numbered' : 'rc-diff-lines'}>
        {lines.map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </div>
      {!isWhole && diff.lines.length > MOST_LINES && (
        <button type="button" className="rc-link" onClick={toggle}>
          {trans.__('Show all %1 lines', diff.lines.length)}
        </button>
      )}
    </div>
  );
}

const SIGNS = { same: ' ', add: '+', remove: '−', gap: '' } as const;

function Line({ line: { kind, text, line } }: { line: IDiffLine }) {
  if (kind === 'gap') {
    return <div className="rc-diff-gap">{text === '' ? '⋯' : text}</div>;
  }
  return (
    <div className={`rc-diff-line rc-diff-${kind}`}>
      <span className="rc-diff-number" aria-hidden="true">
        {line ?? ''}
      </span>
      <span className="rc-diff-text">
        <span className="rc-diff-sign">{SIGNS[kind]}</span>
        {text}
      </span>
    </div>
  );
}
