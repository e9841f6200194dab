/** A run of tools that only look, as one line. */

import type { IToolEntry } from '../state';
import { useOpen, useTrans } from './context';
import { Glyph } from './glyphs';
import { StatusSign, ToolCall } from './tool-call';

/** One line for all of them; opened, each has its own. */
export function ToolGroup({ name, tools }: { name: string; tools: readonly IToolEntry[] }) {
  const trans = useTrans();
  const [isOpen, toggle] = useOpen(name, false);
  const files = new Set(
    tools.filter(tool => tool.name === 'Read').map(tool => tool.input['file_path'])
  ).size;
  const searches = tools.filter(tool => tool.name !== 'Read').length;
  const words = [
    files > 0 ? trans._n('Read %1 file', 'Read %1 files', files) : '',
    searches > 0 ? trans._n('searched once', 'searched %1 times', searches) : ''
  ].filter(word => word !== '');
  const text = words.join(', ');
  return (
    <div className="rc-tool rc-tool-ok">
      <div className="rc-tool-line" onClick={toggle}>
        <StatusSign status="ok" />
        <span className="rc-tool-verb">{text.charAt(0).toUpperCase() + text.slice(1)}</span>
        <button
          type="button"
          className="rc-tool-toggle"
          aria-expanded={isOpen}
          aria-label={trans.__('Details: %1', text)}
          onClick={event => {
            event.stopPropagation();
            toggle();
          }}
        >
          <Glyph name={isOpen ? 'down' : 'right'} />
        </button>
      </div>
      {isOpen && (
        <div className="rc-tool-body rc-lane">
          {tools.map(tool => (
            <ToolCall key={tool.key} tool={tool} lane={[]} drawEntry={() => null} />
          ))}
        </div>
      )}
    </div>
  );
}
