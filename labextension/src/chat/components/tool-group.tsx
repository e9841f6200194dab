/** A run of tools as one line, and each of them behind it. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { ToolKind } from '../density';
import { kindOf } from '../density';
import type { IChanges } from '../rows';
import { sumChanges } from '../selectors';
import type { IToolEntry } from '../state';
import { useOpen, useTrans } from './context';
import { DiffCount } from './diff';
import { Glyph } from './glyphs';
import { StatusSign } from './tool-call';

interface IProps {
  name: string;
  tools: readonly IToolEntry[];
  drawTool: (tool: IToolEntry) => React.ReactNode;
}

/** One line for all of them; opened, each has its own. */
export function ToolGroup({ name, tools, drawTool }: IProps) {
  const trans = useTrans();
  const [isOpen, toggle] = useOpen(name, false);
  const text = sentence(tools, trans);
  const status = statusOf(tools);
  const failed = tools.filter(tool => tool.status === 'error').length;
  const id = `rc-run-${name}`;
  return (
    <div className={`rc-tool rc-tool-${status}`}>
      <div className="rc-tool-line" onClick={toggle}>
        <StatusSign status={status} />
        <span className="rc-tool-verb rc-tool-run">{text}</span>
        <button
          type="button"
          className="rc-tool-toggle"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={event => {
            event.stopPropagation();
            toggle();
          }}
        >
          <span className="rc-sr">{trans.__('Details: %1', text)}</span>
          <Result changes={sumChanges(tools)} failed={failed} />
          <Glyph name={isOpen ? 'down' : 'right'} />
        </button>
      </div>
      {isOpen && (
        <div className="rc-tool-body rc-lane" id={id}>
          {tools.map(drawTool)}
        </div>
      )}
    </div>
  );
}

function Result({ changes, failed }: { changes: IChanges | null; failed: number }) {
  const trans = useTrans();
  return (
    <span className="rc-tool-result">
      {changes !== null && <DiffCount {...changes} />}
      {failed > 0 && trans._n('%1 failed', '%1 failed', failed)}
    </span>
  );
}

/** What runs says more than what failed, and that more than what went well. */
function statusOf(tools: readonly IToolEntry[]): IToolEntry['status'] {
  const order = ['running', 'error', 'stopped', 'denied', 'unknown'] as const;
  return order.find(status => tools.some(tool => tool.status === status)) ?? 'ok';
}

/** "Read 4 files, edited 2 files, ran 3 commands". */
function sentence(tools: readonly IToolEntry[], trans: TranslationBundle): string {
  const kinds = new Map<string, IToolEntry[]>();
  for (const tool of tools) {
    const kind = tool.name === 'Read' ? 'read' : kindOf(tool.name);
    kinds.set(kind, [...(kinds.get(kind) ?? []), tool]);
  }
  const words = [...kinds].map(([kind, some]) => phrase(kind as ToolKind | 'read', some, trans));
  const text = words.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function phrase(
  kind: ToolKind | 'read',
  tools: readonly IToolEntry[],
  trans: TranslationBundle
): string {
  const files = new Set(tools.map(({ input }) => input['file_path'] ?? input['notebook_path']))
    .size;
  const count = tools.length;
  switch (kind) {
    case 'read':
      return trans._n('read %1 file', 'read %1 files', files);
    case 'look':
      return trans._n('searched once', 'searched %1 times', count);
    case 'edit':
      return trans._n('edited %1 file', 'edited %1 files', files);
    case 'command':
      return trans._n('ran %1 command', 'ran %1 commands', count);
    case 'web':
      return trans._n('looked at the web once', 'looked at the web %1 times', count);
    case 'agent':
      return trans._n('worked with %1 subagent', 'worked with %1 subagents', count);
    case 'todo':
      return trans.__('updated the list of things to do');
    case 'plan':
      return trans._n('planned once', 'planned %1 times', count);
    case 'other':
      return trans._n('used %1 other tool', 'used %1 other tools', count);
  }
}
