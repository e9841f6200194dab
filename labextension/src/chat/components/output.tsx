/** What a tool printed: colours, links and paths, folded where it is long, and its pictures. */

import { useLayoutEffect, useRef } from 'react';

import type { Preview } from '../../api/types';
import { FEW_LINES } from '../few';
import { enliven, openLiving } from '../living';
import { useOpen, useTools } from './context';
import { Pictures } from './pictures';

/** A longer line is cut; the server keeps 16 kB at most. */
const LONGEST_LINE = 5_000;
const LONGEST_LINE_WHOLE = 200_000;

interface IProps {
  /** Unique, so that what was unfolded stays so. */
  name: string;
  text: string;
  /** Whether the server kept only the beginning. */
  truncated: boolean;
}

/** A box of output. */
export function Output({ name, text, truncated }: IProps) {
  const { trans, drawOutput, openFile, workspace } = useTools();
  const [isWhole, toggle] = useOpen(`${name}:whole`, false);
  const host = useRef<HTMLDivElement>(null);
  const { shown, lines, isCut } = fold(text, isWhole);
  useLayoutEffect(() => {
    const node = host.current;
    if (node !== null) {
      void drawOutput(node, shown).then(() => {
        enliven(node, workspace, path => trans.__('Open %1', path));
      });
    }
  }, [shown, drawOutput, workspace, trans]);
  return (
    <div className="rc-output">
      <div
        ref={host}
        className="rc-output-text jp-RenderedText"
        tabIndex={0}
        role="group"
        aria-label={trans.__('Output')}
        onClick={event => {
          openLiving(event.target as Element, openFile);
        }}
      />
      {(isCut || isWhole) && (
        <button type="button" className="rc-link" onClick={toggle}>
          {isWhole
            ? trans.__('Show less')
            : lines > FEW_LINES
              ? trans.__('Show all %1 lines', lines)
              : trans.__('Show the whole line')}
        </button>
      )}
      {truncated && <p className="rc-small">{trans.__('Only the beginning was kept.')}</p>}
    </div>
  );
}

/** The part of a text that is drawn: a few lines, or all of them. */
function fold(text: string, isWhole: boolean) {
  const all = text.split('\n');
  const longest = isWhole ? LONGEST_LINE_WHOLE : LONGEST_LINE;
  const some = all.slice(0, isWhole ? all.length : FEW_LINES);
  const shown = some
    .map(line => (line.length > longest ? `${line.slice(0, longest)} …` : line))
    .join('\n');
  const isCut = some.length < all.length || some.some(line => line.length > longest);
  return { shown, lines: all.length, isCut };
}

/** What a tool gave back: words, pictures, or both. */
export function ToolResultBody({ name, output }: { name: string; output: Preview }) {
  const { preview, truncated, images = [] } = output;
  return (
    <>
      {images.length > 0 && <Pictures images={images} />}
      {preview !== '' && <Output name={name} text={preview} truncated={truncated} />}
    </>
  );
}
