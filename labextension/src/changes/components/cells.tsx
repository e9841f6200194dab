/** The changes of a notebook: its cells, each with its own comparison; nothing of the JSON around them. */

import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useMemo, useState } from 'react';

import type { ICellChange, INotebook } from '../notebook';
import { compareCells } from '../notebook';
import type { IShownComment } from '../marks';
import type { Layout } from '../model';
import { cellTitle } from '../words';
import { DiffEditor } from './diff-editor';

/** More changed cells than this are drawn on demand: each has an editor of its own. */
const FEW_CELLS = 30;

interface IProps {
  path: string;
  before: INotebook;
  after: INotebook;
  layout: Layout;
  trans: TranslationBundle;
  language: (path: string) => Promise<Extension | null>;
  /** The comments that were written on a place. */
  commentsOn: (path: string) => readonly IShownComment[];
  onComment: (path: string, line: number, quote: string, text: string) => void;
}

/** A place in a notebook, as comments name it. */
export function cellPath(path: string, { number, after }: ICellChange): string {
  const id = after?.id ?? null;
  return id === null ? `${path} cell ${number}` : `${path} cell ${number} (id ${id})`;
}

/** All cells that are others, and how many are not. */
export function Cells({ before, after, trans, ...props }: IProps) {
  const [isWhole, showAll] = useState(false);
  const parts = useMemo(() => gather(compareCells(before.cells, after.cells)), [before, after]);
  const shown = isWhole ? parts : parts.slice(0, FEW_CELLS * 2);
  return (
    <div className="rc-cells" tabIndex={0} role="group" aria-label={trans.__('Changed cells')}>
      {before.metadata !== after.metadata && (
        <p className="rc-small rc-cells-same">{trans.__('The notebook’s metadata changed.')}</p>
      )}
      {shown.map((part, index) =>
        typeof part === 'number' ? (
          <p key={index} className="rc-small rc-cells-same">
            {trans._n('%1 unchanged cell', '%1 unchanged cells', part)}
          </p>
        ) : (
          <Cell key={index} change={part} extension={after.extension} trans={trans} {...props} />
        )
      )}
      {shown.length < parts.length && (
        <button
          type="button"
          className="rc-link"
          onClick={() => {
            showAll(true);
          }}
        >
          {trans.__('Show all cells')}
        </button>
      )}
      <p className="rc-small rc-changes-hint">
        {trans.__(
          'Click a line’s number, or press C on a line, to comment on it. Single places are taken back in the view as JSON.'
        )}
      </p>
    </div>
  );
}

/** Runs of unchanged cells as their number. */
function gather(changes: readonly ICellChange[]): readonly (ICellChange | number)[] {
  const parts: (ICellChange | number)[] = [];
  for (const change of changes) {
    const last = parts.at(-1);
    if (change.kind !== 'same') {
      parts.push(change);
    } else if (typeof last === 'number') {
      parts[parts.length - 1] = last + 1;
    } else {
      parts.push(1);
    }
  }
  return parts;
}

interface ICellProps extends Omit<IProps, 'before' | 'after'> {
  change: ICellChange;
  extension: string;
}

function Cell(props: ICellProps) {
  const { change, trans } = props;
  const { before, after, number } = change;
  return (
    <section className={`rc-cell rc-cell-${change.kind}`} aria-label={cellTitle(change, trans)}>
      <div className="rc-cell-head">
        <b>{trans.__('Cell %1', number)}</b>
        <span className="rc-small">{notes(change, trans).join(' · ')}</span>
      </div>
      {before?.source !== after?.source && <CellDiff {...props} />}
    </section>
  );
}

function CellDiff({ change, extension, trans, ...props }: ICellProps) {
  const { path, layout, language, commentsOn, onComment } = props;
  const { before, after } = change;
  const place = cellPath(path, change);
  const name = nameOf(change, extension);
  return (
    <DiffEditor
      before={before?.source ?? ''}
      after={after?.source ?? ''}
      layout={before === null || after === null ? 'unified' : layout}
      names={[trans.__('Before the turn'), trans.__('After the turn')]}
      language={() => language(name)}
      comments={commentsOn(place)}
      canRevert={false}
      trans={trans}
      onComment={
        after === null
          ? null
          : (line, quote, text) => {
              onComment(place, line, quote, text);
            }
      }
      onRevert={() => undefined}
    />
  );
}

/** A file name that tells the language of a cell. */
function nameOf({ before, after }: ICellChange, extension: string): string {
  return (after ?? before)?.type === 'markdown' ? 'cell.md' : `cell${extension}`;
}

function notes(change: ICellChange, trans: TranslationBundle): readonly string[] {
  const { kind, before, after } = change;
  const old = before?.type ?? '';
  const type = after?.type ?? old;
  const outputs =
    after?.hasOutputs === true ? trans.__('outputs changed') : trans.__('outputs removed');
  const all: readonly (readonly [boolean, string])[] = [
    [true, type],
    [kind === 'added', trans.__('added')],
    [kind === 'removed', trans.__('removed')],
    [change.hasMoved, trans.__('moved')],
    [before !== null && old !== type, trans.__('was %1', old)],
    [change.outputsChanged, outputs],
    [change.metadataChanged, trans.__('metadata changed')]
  ];
  return all.filter(([isSo]) => isSo).map(([, words]) => words);
}
