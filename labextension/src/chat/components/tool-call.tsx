/** One use of a tool and its result: a line, and what is behind it. */

import { formatSpan, formatTokens } from '../../common/format';
import type { Entry, IToolEntry, IWork } from '../state';
import { toPersisted } from '../persisted';
import type { IToolLine } from '../tools';
import { describeResult, describeTool, inputText } from '../tools';
import { useOpen, useTools, useTrans } from './context';
import { Diff, DiffCount } from './diff';
import { Glyph } from './glyphs';
import { Markdown } from './markdown';
import { ToolResultBody } from './output';
import { PersistedNote } from './persisted';

interface IProps {
  tool: IToolEntry;
  /** What a subagent did that this tool started. */
  lane: readonly Entry[];
  /** Draws an entry of the lane. */
  drawEntry: (entry: Entry) => React.ReactNode;
}

/** Spans shorter than this say nothing. */
const SHORT_MS = 500;

/** A tool card: one line, opened by its arrow or a click anywhere on it. */
export function ToolCall({ tool, lane, drawEntry }: IProps) {
  const { trans, workspace, openFile, density } = useTools();
  const [isOpen, toggle] = useOpen(tool.key, tool.status === 'error' || density === 'verbose');
  const line = describeTool(tool, workspace, trans);
  const id = `rc-tool-${tool.key}`;
  return (
    <div className={`rc-tool rc-tool-${tool.status}`} data-tool={tool.key}>
      <div className="rc-tool-line" onClick={toggle}>
        <StatusSign status={tool.status} />
        <span className="rc-tool-verb">{line.verb}</span>
        <ToolObject line={line} onOpen={openFile} />
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
          <span className="rc-sr">{trans.__('Details of %1 %2', line.verb, line.object)}</span>
          <ToolResult tool={tool} line={line} steps={lane.length} />
          <Glyph name={isOpen ? 'down' : 'right'} />
        </button>
      </div>
      {tool.status === 'running' && tool.work !== null && <ToolProgress work={tool.work} />}
      {isOpen && (
        <div className="rc-tool-body" id={id}>
          <ToolBody tool={tool} line={line}>
            {lane.length > 0 && (
              <div className="rc-lane" role="group" aria-label={trans.__('What the subagent did')}>
                {lane.map(drawEntry)}
              </div>
            )}
          </ToolBody>
        </div>
      )}
    </div>
  );
}

/** What a subagent is doing, below its line. */
function ToolProgress({ work: { text, tokens, tools } }: { work: IWork }) {
  const trans = useTrans();
  const words = [
    text,
    tools > 0 ? trans._n('%1 tool', '%1 tools', tools) : '',
    tokens > 0 ? trans.__('%1 tokens', formatTokens(tokens)) : ''
  ].filter(word => word !== '');
  return words.length === 0 ? null : <p className="rc-tool-progress">{words.join(' · ')}</p>;
}

/** The sign of a status, with its word for who cannot see it. */
export function StatusSign({ status }: { status: IToolEntry['status'] }) {
  const trans = useTrans();
  const words = {
    running: trans.__('Running'),
    ok: trans.__('Done'),
    error: trans.__('Failed'),
    denied: trans.__('Denied'),
    stopped: trans.__('Stopped'),
    unknown: trans.__('No result')
  };
  return (
    <span className="rc-tool-sign" title={words[status]}>
      <Glyph name={status} />
      <span className="rc-sr">{words[status]}</span>
    </span>
  );
}

function ToolObject({
  line,
  onOpen
}: {
  line: IToolLine;
  onOpen: (path: string, line: number | null) => void;
}) {
  const trans = useTrans();
  if (line.object === '') {
    return null;
  }
  switch (line.of) {
    case 'path': {
      const shown = line.line === null ? line.object : `${line.object}:${line.line}`;
      return (
        <button
          type="button"
          className="rc-tool-object rc-path"
          title={trans.__('Open %1', shown)}
          onClick={event => {
            event.stopPropagation();
            onOpen(line.object, line.line);
          }}
        >
          <bdi>{shown}</bdi>
        </button>
      );
    }
    case 'code':
      return (
        <code className="rc-tool-object" title={line.object}>
          {line.object}
        </code>
      );
    case 'words':
      return <span className="rc-tool-object">{line.object}</span>;
  }
}

function ToolResult({ tool, line, steps }: { tool: IToolEntry; line: IToolLine; steps: number }) {
  const trans = useTrans();
  const words = [describeResult(tool, trans)];
  if (steps > 0) {
    words.push(trans._n('%1 step', '%1 steps', steps));
  }
  if (tool.work !== null && tool.work.tokens > 0 && tool.status !== 'running') {
    words.push(trans.__('%1 tokens', formatTokens(tool.work.tokens)));
  }
  if (tool.finishedAt !== null && tool.status !== 'denied') {
    const span = Date.parse(tool.finishedAt) - Date.parse(tool.ranFrom);
    words.push(span >= SHORT_MS ? formatSpan(span) : '');
  }
  const text = words.filter(word => word !== '').join(' · ');
  return (
    <span className="rc-tool-result">
      {line.diff !== null && tool.status !== 'denied' && <DiffCount {...line.diff} />}
      {text}
    </span>
  );
}

function ToolBody({
  tool,
  line,
  children
}: {
  tool: IToolEntry;
  line: IToolLine;
  children: React.ReactNode;
}) {
  return (
    <>
      {tool.decision !== null && <DecisionLine tool={tool} />}
      {line.diff === null ? <ToolInput tool={tool} /> : <Diff diff={line.diff} name={tool.key} />}
      {children}
      {isReport(tool) ? (
        <Markdown text={tool.work?.summary ?? ''} />
      ) : (
        (line.diff === null || tool.status !== 'ok') && <ToolOutput tool={tool} />
      )}
    </>
  );
}

const AGENTS = new Set(['Agent', 'Task']);

/** A subagent's own report stands for the output, which is meant for the model that called it. */
function isReport({ name, status, work }: IToolEntry): boolean {
  return AGENTS.has(name) && work !== null && (status === 'ok' || work.isRunning);
}

function ToolInput({ tool }: { tool: IToolEntry }) {
  const trans = useTrans();
  if (tool.name === 'ExitPlanMode' && typeof tool.input['plan'] === 'string') {
    return <Markdown text={tool.input['plan']} />;
  }
  const input = inputText(tool);
  return input === '' ? null : (
    <pre className="rc-input" tabIndex={0} role="group" aria-label={trans.__('Input')}>
      {input}
    </pre>
  );
}

function ToolOutput({ tool: { key, status, output } }: { tool: IToolEntry }) {
  const trans = useTrans();
  if (output === null) {
    return null;
  }
  // The mark around it is meant for the model.
  const preview = output.preview.replace(/^<tool_use_error>|<\/tool_use_error>$/g, '');
  if (preview === '' && (output.images ?? []).length === 0) {
    return status === 'ok' ? <p className="rc-small">{trans.__('It printed nothing.')}</p> : null;
  }
  const persisted = toPersisted(preview);
  return persisted === null ? (
    <ToolResultBody name={key} output={{ ...output, preview }} />
  ) : (
    <>
      <PersistedNote persisted={persisted} />
      <ToolResultBody name={key} output={{ ...output, preview: persisted.preview }} />
    </>
  );
}

function DecisionLine({ tool: { name, decision } }: { tool: IToolEntry }) {
  const trans = useTrans();
  if (decision === null) {
    return null;
  }
  const { by, suggestion, feedback } = decision;
  const words = {
    allowed:
      suggestion == null
        ? allowedOnce(name, by, trans)
        : trans.__('Allowed by %1: %2', by, suggestion),
    denied: trans.__('Denied by %1', by),
    withdrawn: trans.__('The question was withdrawn'),
    lost: trans.__('The question was lost when the session ended')
  };
  return (
    <p className="rc-small">
      {words[decision.outcome]}
      {feedback != null && feedback !== '' && <q className="rc-feedback">{feedback}</q>}
    </p>
  );
}

function allowedOnce(name: string, by: string, trans: ReturnType<typeof useTrans>): string {
  switch (name) {
    case 'AskUserQuestion':
      return trans.__('Answered by %1', by);
    case 'ExitPlanMode':
      return trans.__('Approved by %1', by);
    default:
      return trans.__('Allowed once by %1', by);
  }
}
