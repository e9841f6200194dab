/** What stands between the lines of a diff: comments, the box to write one, and "Revert". */

import { StateEffect, StateField, type Extension, type Range } from '@codemirror/state';
import type { DecorationSet } from '@codemirror/view';
import { Decoration, EditorView, WidgetType } from '@codemirror/view';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Place } from '../api/types';
import type { IPlace } from './places';

/** A comment as it is shown below its line. */
export interface IShownComment {
  readonly line: number;
  readonly text: string;
  /** For example "Comment 1 of 2". */
  readonly note: string;
}

/** All that stands between the lines. */
export interface IMarks {
  readonly comments: readonly IShownComment[];
  /** The line that is being commented on. */
  readonly writing: number | null;
  readonly places: readonly IPlace[];
  readonly trans: TranslationBundle;
  readonly onComment: (line: number, text: string) => void;
  readonly onWrite: (line: number | null) => void;
  readonly onRevert: (place: Place) => void;
}

const setMarks = StateEffect.define<IMarks>();

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) {
        return draw(effect.value, transaction.state.doc);
      }
    }
    return marks;
  },
  provide: decorations => EditorView.decorations.from(decorations)
});

/** Lets an editor show marks. */
export const marks: Extension = field;

/** Show these from now on. */
export function showMarks(view: EditorView, shown: IMarks): void {
  view.dispatch({ effects: setMarks.of(shown) });
}

function draw(shown: IMarks, doc: EditorView['state']['doc']): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  const add = (at: number, widget: WidgetType) => {
    ranges.push(Decoration.widget({ widget, block: true, side: 1 }).range(at));
  };
  const end = (line: number) => doc.line(Math.min(Math.max(line, 1), doc.lines)).to;
  for (const comment of shown.comments) {
    if (comment.line !== shown.writing) {
      add(end(comment.line), new CommentWidget(comment, shown));
    }
  }
  if (shown.writing !== null) {
    const { writing } = shown;
    const text = shown.comments.find(comment => comment.line === writing)?.text ?? '';
    add(end(writing), new WritingWidget(writing, text, shown));
  }
  for (const { place, at } of shown.places) {
    add(at, new RevertWidget(place, shown));
  }
  return Decoration.set(ranges, true);
}

function element(name: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function button(text: string, onClick: () => void, className = 'rc-link'): HTMLElement {
  const made = element('button', className, text);
  made.setAttribute('type', 'button');
  made.addEventListener('click', onClick);
  return made;
}

abstract class Mark extends WidgetType {
  override ignoreEvent(): boolean {
    return true; // clicks and keys in it are its own
  }
}

class CommentWidget extends Mark {
  constructor(
    private readonly _comment: IShownComment,
    private readonly _marks: IMarks
  ) {
    super();
  }

  override eq(other: CommentWidget): boolean {
    const { line, text, note } = other._comment;
    return (
      this._comment.line === line && this._comment.text === text && this._comment.note === note
    );
  }

  toDOM(): HTMLElement {
    const { line, text, note } = this._comment;
    const { trans, onWrite, onComment } = this._marks;
    const box = element('div', 'rc-comment');
    box.setAttribute('role', 'note');
    const foot = element('div', 'rc-comment-foot');
    foot.append(
      element('span', 'rc-small', note),
      button(trans.__('Edit'), () => {
        onWrite(line);
      }),
      button(trans.__('Delete'), () => {
        onComment(line, '');
      })
    );
    box.append(element('div', 'rc-comment-text', text), foot);
    return box;
  }
}

class WritingWidget extends Mark {
  constructor(
    private readonly _line: number,
    private readonly _text: string,
    private readonly _marks: IMarks
  ) {
    super();
  }

  override eq(other: WritingWidget): boolean {
    return this._line === other._line;
  }

  toDOM(): HTMLElement {
    const { trans, onComment, onWrite } = this._marks;
    const box = element('div', 'rc-comment rc-comment-writing');
    const area = document.createElement('textarea');
    area.className = 'rc-field';
    area.rows = 2;
    area.value = this._text;
    area.setAttribute('aria-label', trans.__('Comment on line %1', this._line));
    const keep = () => {
      onComment(this._line, area.value);
    };
    const leave = () => {
      onWrite(null);
    };
    area.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        leave();
      } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        keep();
      }
    });
    const foot = element('div', 'rc-comment-foot');
    foot.append(
      button(trans.__('Keep comment'), keep, 'rc-button rc-primary'),
      button(trans.__('Cancel'), leave, 'rc-button')
    );
    box.append(area, foot);
    requestAnimationFrame(() => {
      area.focus();
    });
    return box;
  }
}

class RevertWidget extends Mark {
  constructor(
    private readonly _place: Place,
    private readonly _marks: IMarks
  ) {
    super();
  }

  override eq(other: RevertWidget): boolean {
    return JSON.stringify(this._place) === JSON.stringify(other._place);
  }

  toDOM(): HTMLElement {
    const { trans, onRevert } = this._marks;
    const row = element('div', 'rc-revert-place');
    const revert = button(trans.__('Revert this change'), () => {
      onRevert(this._place);
    });
    const line = this._place.after_start + 1;
    revert.setAttribute('aria-label', trans.__('Revert this change at line %1', line));
    row.append(revert);
    return row;
  }
}
