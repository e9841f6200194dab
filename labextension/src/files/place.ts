/** Reads a document anew and leaves cursor and scroll where they were in the text. */

import type { EditorView } from '@codemirror/view';
import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import { NotebookPanel } from '@jupyterlab/notebook';
import type { Widget } from '@lumino/widgets';

import { toChanges } from './texts';

/** Remember the place in a widget; the answer brings it back. */
export function remember(widget: Widget): () => void {
  if (widget instanceof NotebookPanel) {
    return rememberNotebook(widget);
  }
  const editor = (widget as { content?: { editor?: unknown } }).content?.editor;
  return editor instanceof CodeMirrorEditor ? rememberEditor(editor.editor) : () => undefined;
}

function rememberEditor(view: EditorView): () => void {
  const before = view.state.doc.toString();
  const { selection } = view.state;
  const scroll = view.scrollSnapshot();
  return () => {
    const after = view.state.doc.toString();
    const changes = toChanges(before, after);
    view.dispatch({
      selection: selection.map(changes),
      effects: scroll.map(changes) ?? []
    });
  };
}

function rememberNotebook({ content }: NotebookPanel): () => void {
  const { activeCellIndex, outerNode } = content;
  const { scrollTop } = outerNode;
  return () => {
    content.activeCellIndex = activeCellIndex;
    requestAnimationFrame(() => {
      outerNode.scrollTop = scrollTop;
    });
  };
}
