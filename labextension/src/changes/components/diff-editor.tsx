/** Two versions of a file in CodeMirror's merge view, side by side or in one column. */

import { goToNextChunk, goToPreviousChunk, MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { jupyterTheme } from '@jupyterlab/codemirror';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useMemo, useRef, useState } from 'react';

import type { Place } from '../../api/types';
import type { IShownComment } from '../marks';
import { marks, showMarks } from '../marks';
import type { Layout } from '../model';
import { EXACT, toPlaces, toText } from '../places';

/** Past this many lines one column is slow to draw, so that both are shown. */
const MOST_UNIFIED_LINES = 5000;

interface IProps {
  before: string;
  after: string;
  layout: Layout;
  /** The names of the two versions, for who listens. */
  names: readonly [string, string];
  /** Gives the colours of a language, once it is loaded. */
  language: () => Promise<Extension | null>;
  comments: readonly IShownComment[];
  canRevert: boolean;
  trans: TranslationBundle;
  /** Null where lines are not commented on. */
  onComment: ((line: number, quote: string, text: string) => void) | null;
  onRevert: (place: Place) => void;
}

/** The diff of one file; made anew when a text or the layout is another. */
export function DiffEditor(props: IProps) {
  const { before, after, layout, trans } = props;
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<EditorView | null>(null);
  const [writing, setWriting] = useState<number | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const texts = useMemo(() => [toText(before), toText(after)] as const, [before, after]);
  const places = useMemo(() => toPlaces(...texts), [texts]);
  useEffect(() => {
    const parent = host.current;
    if (parent === null) {
      return undefined;
    }
    let made: { view: EditorView; destroy: () => void } | null = null;
    let isGone = false;
    void latest.current
      .language()
      .catch(() => null)
      .then(language => {
        if (!isGone) {
          made = create(parent, texts, {
            layout,
            language,
            names: latest.current.names,
            setWriting: latest.current.onComment === null ? undefined : setWriting
          });
          setView(made.view);
        }
      });
    return () => {
      isGone = true;
      made?.destroy();
      setView(null);
    };
  }, [texts, layout]);
  useEffect(() => {
    const { comments, canRevert, onRevert } = latest.current;
    if (view !== null) {
      showMarks(view, {
        comments,
        writing,
        places: canRevert ? places : [],
        trans,
        onWrite: line => {
          setWriting(line);
          if (line === null) {
            view.focus();
          }
        },
        onComment: (line, text) => {
          const { text: quote } = view.state.doc.line(Math.min(line, view.state.doc.lines));
          latest.current.onComment?.(line, quote, text);
          setWriting(null);
        },
        onRevert
      });
    }
  }, [view, writing, places, props.comments, props.canRevert, trans]);
  return <div className="rc-diff-host" ref={host} />;
}

interface ICreate {
  layout: Layout;
  language: Extension | null;
  names: readonly [string, string];
  setWriting: ((line: number) => void) | undefined;
}

function create(
  parent: HTMLElement,
  [before, after]: readonly [ReturnType<typeof toText>, ReturnType<typeof toText>],
  { layout, language, names, setWriting }: ICreate
): { view: EditorView; destroy: () => void } {
  const collapseUnchanged = { margin: 3, minSize: 6 };
  const shared = (name: string, onLine?: (line: number) => void): Extension => [
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ 'aria-label': name, 'aria-readonly': 'true' }),
    EditorView.lineWrapping,
    jupyterTheme,
    language ?? [],
    keymap.of([
      { key: 'F7', run: goToNextChunk },
      { key: 'Shift-F7', run: goToPreviousChunk },
      ...(onLine === undefined ? [] : [{ key: 'c', run: atCursor(onLine) }])
    ]),
    lineNumbers(
      onLine === undefined
        ? {}
        : {
            domEventHandlers: {
              click: (view, { from }) => {
                onLine(view.state.doc.lineAt(from).number);
                return true;
              }
            }
          }
    )
  ];
  const isLong = Math.max(before.lines, after.lines) > MOST_UNIFIED_LINES;
  if (layout === 'unified' && !isLong) {
    const view = new EditorView({
      parent,
      doc: after,
      extensions: [
        shared(names[1], setWriting),
        marks,
        unifiedMergeView({
          original: before,
          mergeControls: false,
          collapseUnchanged,
          diffConfig: EXACT
        })
      ]
    });
    return {
      view,
      destroy: () => {
        view.destroy();
      }
    };
  }
  const merge = new MergeView({
    parent,
    a: { doc: before, extensions: shared(names[0]) },
    b: { doc: after, extensions: [shared(names[1], setWriting), marks] },
    collapseUnchanged,
    diffConfig: EXACT
  });
  return {
    view: merge.b,
    destroy: () => {
      merge.destroy();
    }
  };
}

function atCursor(onLine: (line: number) => void) {
  return (view: EditorView): boolean => {
    onLine(view.state.doc.lineAt(view.state.selection.main.head).number);
    return true;
  };
}
