/** What a tool printed: colours and links, folded where it is long. */

import { useLayoutEffect, useRef } from 'react';

import { useOpen, useTools } from './context';

/** More lines than this are folded, and a longer line is cut. */
const MOST_LINES = 200;
const LONGEST_LINE = 5_000;

interface IProps {
  /** Unique, so that what was unfolded stays so. */
  name: string;
  text: string;
  /** Whether the server kept only the beginning. */
  truncated: boolean;
}

/** A box of output. */
export function Output({ name, text, truncated }: IProps) {
  const { trans, drawOutput } = useTools();
  const [isWhole, toggle] = useOpen(`${name}:whole`, false);
  const host = useRef<HTMLDivElement>(null);
  const lines = text.split('\n');
  const shown = lines
    .slice(0, isWhole ? lines.length : MOST_LINES)
    .map(line => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} …` : line))
    .join('\n');
  useLayoutEffect(() => {
    if (host.current !== null) {
      void drawOutput(host.current, shown);
    }
  }, [shown, drawOutput]);
  return (
    <div className="rc-output">
      <div
        ref={host}
        className="rc-output-text jp-RenderedText"
        tabIndex={0}
        role="region"
        aria-label={trans.__('Output')}
      />
      {lines.length > MOST_LINES && (
        <button type="button" className="rc-link" onClick={toggle}>
          {isWhole ? trans.__('Show less') : trans.__('Show all %1 lines', lines.length)}
        </button>
      )}
      {truncated && <p className="rc-small">{trans.__('Only the beginning was kept.')}</p>}
    </div>
  );
}
