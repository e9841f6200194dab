/** What a rewind would change, or could not: files by name, and what else is to be known. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { RewindFile, RewindResult } from '../../api/types';
import { useTrans } from './context';
import { Glyph } from './glyphs';

/** So many stand open at once; the rest comes with a click. */
const FEW = 5;

interface IProps {
  result: RewindResult;
  isUndo: boolean;
}

/** The middle of the card. */
export function RewindFiles({ result, isUndo }: IProps) {
  const trans = useTrans();
  const { files, counts, turns } = result;
  const all = counts.returns + counts.goes + counts.changes + counts.failed;
  const warnings = warningsOf(result, trans);
  return (
    <div className="rc-rewind-body">
      {!isUndo && turns > 0 && (
        <p>
          {trans._n(
            'Conversation: %1 turn is undone. Its text stays, folded away.',
            'Conversation: %1 turns are undone. Their text stays, folded away.',
            turns
          )}
        </p>
      )}
      {result.files_problem === null && (
        <p>
          {all === 0
            ? trans.__('Files: nothing would change.')
            : trans.__('Files: %1', countsOf(result, trans))}
        </p>
      )}
      {files.length > 0 && (
        <details className="rc-rewind-list" open={files.length <= FEW}>
          <summary>{trans._n('%1 file', '%1 files', all)}</summary>
          <ul>
            {files.map(file => (
              <li key={file.path}>
                <code>{file.path}</code>
                <span className="rc-small">{file.problem ?? wordOf(file, trans)}</span>
              </li>
            ))}
          </ul>
          {all > files.length && (
            <p className="rc-small">{trans._n('and %1 more', 'and %1 more', all - files.length)}</p>
          )}
        </details>
      )}
      {warnings.map(words => (
        <p key={words} className="rc-rewind-warning">
          <Glyph name="info" />
          <span>{words}</span>
        </p>
      ))}
    </div>
  );
}

function countsOf({ counts }: RewindResult, trans: TranslationBundle): string {
  const { returns, goes, changes, failed } = counts;
  return [
    changes > 0 ? trans._n('%1 becomes as before', '%1 become as before', changes) : '',
    returns > 0 ? trans._n('%1 is brought back', '%1 are brought back', returns) : '',
    goes > 0 ? trans._n('%1 is removed', '%1 are removed', goes) : '',
    failed > 0 ? trans._n('%1 could not be put back', '%1 could not be put back', failed) : ''
  ]
    .filter(word => word !== '')
    .join(', ');
}

function wordOf({ change, by_hand: isByHand }: RewindFile, trans: TranslationBundle): string {
  const words = {
    returns: trans.__('brought back'),
    goes: trans.__('removed'),
    changes: trans.__('as before')
  }[change];
  return isByHand === true ? trans.__('%1; changed while Claude rested', words) : words;
}

function warningsOf(result: RewindResult, trans: TranslationBundle): readonly string[] {
  const { counts, left, others, files } = result;
  const warnings: string[] = [];
  if (result.files_problem !== null) {
    warnings.push(trans.__('Files cannot go back to there: %1', result.files_problem));
  }
  if (result.conversation_problem !== null) {
    const why = result.conversation_problem;
    warnings.push(trans.__('The conversation cannot go back to there: %1', why));
  }
  if (counts.by_hand > 0) {
    warnings.push(
      trans._n(
        '%1 of these files was changed while Claude rested, by you or a program. That is undone as well.',
        '%1 of these files were changed while Claude rested, by you or a program. That is undone as well.',
        counts.by_hand
      )
    );
  }
  for (const { title, turns } of others) {
    warnings.push(
      trans._n(
        'What “%2” did to the files since (%1 turn) is undone as well.',
        'What “%2” did to the files since (%1 turns) is undone as well.',
        turns,
        title
      )
    );
  }
  if (left.length > 0) {
    warnings.push(trans.__('Not kept, so it stays as it is: %1', left.slice(0, FEW).join(', ')));
  }
  if (files.length > 0) {
    warnings.push(trans.__('Git’s own commits, branches and staged changes are not touched.'));
  }
  return warnings;
}
