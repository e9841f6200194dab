/** One row of the transcript, by its type. */

import { memo, useCallback } from 'react';

import { ErrorBoundary } from '../../common/error-boundary';
import type { IOutgoing } from '../outbox';
import type { IChanges, Row } from '../rows';
import type { Entry, IRewoundEntry, IToolEntry } from '../state';
import { useTrans } from './context';
import { Answer, NoticeLine, Outgoing, Prompt, ThinkingBlock, Unknown } from './message';
import { ToolCall } from './tool-call';
import { ToolGroup } from './tool-group';
import { RewoundLine } from './rewound';
import { TurnEnd } from './turn';

/** What rows need beside themselves; the same object while nothing of it changes. */
export interface IRowTools {
  readonly lanes: ReadonlyMap<string, readonly Entry[]>;
  /** The turn that can be tried again, by its key. */
  readonly again: string | null;
  readonly onAgain: () => void;
  readonly onFork: (message: string, text: string) => void;
  /** Null among what does not count any more. */
  readonly onRewind: ((turn: string) => void) | null;
  /** The rewind that can be undone. */
  readonly undoable: string | null;
  readonly onUndoRewind: (rewind: string) => void;
  readonly onReview: (turn: string) => void;
  readonly onRetry: (clientId: string) => void;
  readonly onDiscard: (message: IOutgoing) => void;
}

interface IProps {
  row: Row;
  tools: IRowTools;
}

/** A row that breaks does not take its neighbours along. */
export const TranscriptRow = memo(function TranscriptRow({ row, tools }: IProps) {
  return (
    <ErrorBoundary trans={useTrans()} what="row">
      <RowBody row={row} tools={tools} />
    </ErrorBoundary>
  );
});

/** A live block and the finished one are the same element, so that nothing is drawn anew. */
function RowBody({ row, tools }: IProps) {
  switch (row.type) {
    case 'entry':
      switch (row.entry.type) {
        case 'text':
          return <Answer text={row.entry.text} />;
        case 'thinking':
          return <ThinkingBlock name={row.key} text={row.entry.text} isLive={false} />;
        default:
          return <EntryBody entry={row.entry} changes={row.sum} tools={tools} />;
      }
    case 'group':
      return <GroupBody name={row.key} group={row.tools} tools={tools} />;
    case 'live':
      return row.block.of === 'text' ? (
        <Answer text={row.block.text} />
      ) : (
        <ThinkingBlock name={row.key} text={row.block.text} isLive={true} />
      );
    case 'outgoing':
      return <Outgoing message={row.message} onRetry={tools.onRetry} onDiscard={tools.onDiscard} />;
  }
}

interface IGroupProps {
  name: string;
  group: readonly IToolEntry[];
  tools: IRowTools;
}

function GroupBody({ name, group, tools }: IGroupProps) {
  const drawTool = useCallback(
    (tool: IToolEntry) => <EntryBody key={tool.key} entry={tool} changes={null} tools={tools} />,
    [tools]
  );
  return <ToolGroup name={name} tools={group} drawTool={drawTool} />;
}

interface IEntryProps {
  entry: Entry;
  changes: IChanges | null;
  tools: IRowTools;
}

function EntryBody({ entry, changes, tools }: IEntryProps) {
  const drawEntry = useCallback(
    (inner: Entry) => <EntryBody key={inner.key} entry={inner} changes={null} tools={tools} />,
    [tools]
  );
  switch (entry.type) {
    case 'prompt':
      return <Prompt entry={entry} onFork={tools.onFork} onRewind={tools.onRewind} />;
    case 'text':
      return <Answer text={entry.text} />;
    case 'thinking':
      return <ThinkingBlock name={entry.key} text={entry.text} isLive={false} />;
    case 'tool':
      return (
        <ToolCall tool={entry} lane={tools.lanes.get(entry.toolUse) ?? []} drawEntry={drawEntry} />
      );
    case 'turn':
      return (
        <TurnEnd
          turn={entry}
          changes={changes}
          onAgain={againOf(tools, entry.key)}
          onReview={tools.onReview}
        />
      );
    case 'notice':
      return <NoticeLine entry={entry} />;
    case 'rewound':
      return <RewoundBody entry={entry} tools={tools} />;
    case 'unknown':
      return <Unknown entry={entry} />;
  }
}

function againOf({ again, onAgain }: IRowTools, key: string): (() => void) | null {
  return again === key ? onAgain : null;
}

function RewoundBody({ entry, tools }: { entry: IRewoundEntry; tools: IRowTools }) {
  const drawEntry = useCallback(
    (inner: Entry) => (
      <EntryBody
        key={inner.key}
        entry={inner}
        changes={null}
        tools={{ ...tools, again: null, onRewind: null }}
      />
    ),
    [tools]
  );
  const undo = () => {
    tools.onUndoRewind(entry.rewind);
  };
  return (
    <RewoundLine
      entry={entry}
      drawEntry={drawEntry}
      onUndo={tools.undoable === entry.rewind ? undo : null}
    />
  );
}
