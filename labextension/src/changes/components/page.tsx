/** The changes of a turn: the files at one side, the diff of one of them at the other. */

import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useMemo, useState } from 'react';

import type { IExplained } from '../../api/errors';
import type { FileChange, Place, TurnChanges } from '../../api/types';
import { LineCount } from '../../common/line-count';
import type { IComment } from '../comments';
import type { IShownComment } from '../marks';
import type { Layout } from '../model';
import { isNotebook, toNotebook } from '../notebook';
import { Cells } from './cells';
import { DiffEditor } from './diff-editor';
import { Files } from './files';
import { Parts } from './parts';

/** What the page is given. */
export interface IPageProps {
  told: TurnChanges | null;
  file: FileChange | null;
  problem: IExplained | null;
  isBusy: boolean;
  layout: Layout;
  comments: readonly IComment[];
  turn: string;
  trans: TranslationBundle;
  language: (path: string) => Promise<Extension | null>;
  onSelect: (path: string) => void;
  onLayout: (layout: Layout) => void;
  onOpen: (path: string) => void;
  onRevert: (file: FileChange, place?: Place) => void;
  onComment: (path: string, line: number, quote: string, text: string) => void;
  onReload: () => void;
}

/** Everything in the tab. */
export function Page(props: IPageProps) {
  const { told, file, problem, trans, onReload } = props;
  return (
    <div className="rc-panel rc-changes-page">
      {problem !== null && (
        <p className="rc-changes-problem" role="alert">
          {problem.message} {problem.remedy}{' '}
          <button type="button" className="rc-link" onClick={onReload}>
            {trans.__('Read again')}
          </button>
        </p>
      )}
      {told === null ? (
        <p className="rc-small rc-changes-none" role="status">
          {problem === null ? trans.__('Reading the changes…') : ''}
        </p>
      ) : (
        <>
          <div className="rc-changes-body">
            <Files
              files={told.files}
              selected={file?.path ?? null}
              trans={trans}
              onSelect={props.onSelect}
            />
            {file === null ? (
              <p className="rc-small rc-changes-none">
                {trans.__('Nothing is left of what this turn edited.')}
              </p>
            ) : (
              <OneFile key={file.path} {...props} file={file} told={told} />
            )}
          </div>
          {told.commands > 0 && (
            <p className="rc-small rc-changes-foot">
              {trans.__('Commands ran in this turn as well. What they changed is not shown here.')}
            </p>
          )}
        </>
      )}
    </div>
  );
}

function OneFile(props: IPageProps & { file: FileChange; told: TurnChanges }) {
  const { file, told, layout, trans, isBusy, onLayout, onOpen, onRevert } = props;
  const [isAsking, ask] = useState(false);
  const [isJson, showJson] = useState(false);
  const revert = useCallback(() => {
    if (file.status === 'added' && !isAsking) {
      ask(true);
    } else {
      ask(false);
      onRevert(file);
    }
  }, [file, isAsking, onRevert]);
  const books = useMemo(() => toBooks(file), [file]);
  const cells = isJson ? null : books;
  const place = told.files.indexOf(file) + 1;
  return (
    <section className="rc-changes-file" aria-label={file.path}>
      <div className="rc-changes-head">
        <button
          type="button"
          className="rc-link rc-changes-path"
          title={trans.__('Open in the editor')}
          onClick={() => {
            onOpen(file.path);
          }}
        >
          {file.path}
        </button>
        {cells === null && <LineCount added={file.added} removed={file.removed} trans={trans} />}
        <span className="rc-small">
          {trans.__('%1 of %2', place, trans._n('%1 file', '%1 files', told.files.length))}
        </span>
        <button
          type="button"
          className="rc-link"
          onClick={() => {
            onLayout(layout === 'split' ? 'unified' : 'split');
          }}
        >
          {layout === 'split' ? trans.__('Show in one column') : trans.__('Show side by side')}
        </button>
        {books !== null && <JsonToggle isJson={isJson} onToggle={showJson} trans={trans} />}
        <button
          type="button"
          className="rc-button rc-changes-revert"
          disabled={!file.can_revert || isBusy}
          title={file.can_revert ? '' : (file.reason ?? '')}
          onClick={revert}
        >
          {trans.__('Revert file')}
        </button>
      </div>
      {isAsking && (
        <div className="rc-changes-ask" role="alert">
          {trans.__('The file is new, so that reverting deletes it.')}
          <button type="button" className="rc-button rc-danger" onClick={revert}>
            {trans.__('Delete file')}
          </button>
          <button
            type="button"
            className="rc-button"
            onClick={() => {
              ask(false);
            }}
          >
            {trans.__('Keep it')}
          </button>
        </div>
      )}
      {file.reason !== null && <p className="rc-small rc-changes-reason">{file.reason}</p>}
      <Body {...props} books={cells} />
    </section>
  );
}

/** A notebook's cells, or the file as it is written. */
function JsonToggle({
  isJson,
  onToggle,
  trans
}: {
  isJson: boolean;
  onToggle: (isJson: boolean) => void;
  trans: TranslationBundle;
}) {
  return (
    <button
      type="button"
      className="rc-link"
      onClick={() => {
        onToggle(!isJson);
      }}
    >
      {isJson ? trans.__('Show as cells') : trans.__('Show as JSON')}
    </button>
  );
}

function Body({
  file,
  comments,
  turn,
  layout,
  trans,
  books,
  ...props
}: IPageProps & { file: FileChange; books: ReturnType<typeof toBooks> }) {
  const { language, onComment, onRevert } = props;
  const commentsOn = useCallback(
    (path: string): readonly IShownComment[] =>
      comments.flatMap((comment, index) =>
        comment.turn === turn && comment.path === path
          ? [
              {
                line: comment.line,
                text: comment.text,
                note: trans.__(
                  'Comment %1 of %2 · goes out with your next message',
                  index + 1,
                  comments.length
                )
              }
            ]
          : []
      ),
    [comments, turn, trans]
  );
  const shown = useMemo(() => commentsOn(file.path), [commentsOn, file.path]);
  if (!file.whole || file.before === null || file.after === null) {
    return <Parts hunks={file.hunks} trans={trans} />;
  }
  if (books !== null) {
    const { path } = file;
    return <Cells {...books} {...{ path, layout, trans, language, commentsOn, onComment }} />;
  }
  return (
    <>
      <DiffEditor
        before={file.before}
        after={file.after}
        layout={layout}
        names={[trans.__('Before the turn'), trans.__('After the turn')]}
        language={() => language(file.path)}
        comments={shown}
        canRevert={file.can_revert}
        trans={trans}
        onComment={(line, quote, text) => {
          onComment(file.path, line, quote, text);
        }}
        onRevert={place => {
          onRevert(file, place);
        }}
      />
      <p className="rc-small rc-changes-hint">
        {trans.__(
          'Click a line’s number, or press C on a line, to comment on it. F7 goes to the next change.'
        )}
      </p>
    </>
  );
}

/** Both versions as notebooks; null where they are none, or are not known whole. */
function toBooks({ path, before, after }: FileChange) {
  if (!isNotebook(path) || before === null || after === null) {
    return null;
  }
  const made = toNotebook(after);
  const old = before === '' && made !== null ? { ...made, cells: [] } : toNotebook(before);
  return old === null || made === null ? null : { before: old, after: made };
}
