/** What can be found in a row of the transcript, where it stands, and what hides it; pure but for the words. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { FEW_LINES } from '../chat/few';
import { toPersisted } from '../chat/persisted';
import type { Row } from '../chat/rows';
import type { Entry, IRewoundEntry, IToolEntry } from '../chat/state';
import { describeTool, inputText } from '../chat/tools';
import { toPlain } from './plain';

/** A text of a row. */
export interface IPiece {
  readonly text: string;
  /** The parts that must be open for it to be seen, the outermost first. */
  readonly opens: readonly string[];
  /** The element of the row that has it, as a selector; null is the row itself. */
  readonly within: string | null;
  /** What lies behind this place of the text is folded below this name. */
  readonly fold: { readonly at: number; readonly name: string } | null;
}

type Lanes = ReadonlyMap<string, readonly Entry[]>;
// eslint-disable-next-line no-control-regex -- colours of a terminal
const COLOURS = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** Takes rows to pieces; what belongs to an entry alone is remembered with it. */
export class Pieces {
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _workspace: () => string
  ) {}

  /** The pieces of a row, in the order in which they stand. */
  of(row: Row, lanes: Lanes): readonly IPiece[] {
    switch (row.type) {
      case 'entry':
        return this._entry(row.entry, lanes, []);
      case 'group':
        return row.tools.flatMap(tool => this._tool(tool, lanes, [row.key]));
      case 'live':
        return row.block.of === 'text'
          ? [piece(toPlain(row.block.text))]
          : [piece(toPlain(row.block.text), [row.key])];
      case 'outgoing':
        return [piece(typed(row.message.text))];
    }
  }

  private _entry(entry: Entry, lanes: Lanes, opens: readonly string[]): readonly IPiece[] {
    if (entry.type === 'tool') {
      return this._tool(entry, lanes, opens);
    }
    if (entry.type === 'rewound') {
      return entry.entries
        .flatMap(inner => this._entry(inner, lanes, [...opens, entry.key]))
        .map(each => ({ ...each, within: each.within ?? '.rc-undone' }));
    }
    const known = this._known.get(entry);
    if (known !== undefined && opens.length === 0) {
      return known;
    }
    const pieces = ofWords(entry, opens);
    if (opens.length === 0) {
      this._known.set(entry, pieces);
    }
    return pieces;
  }

  private _tool(tool: IToolEntry, lanes: Lanes, opens: readonly string[]): readonly IPiece[] {
    const [line, input, output] = this._parts(tool);
    const box = `[data-tool="${CSS.escape(tool.key)}"]`;
    const inner = [...opens, tool.key];
    const body = `${box} > .rc-tool-body >`;
    const lane = lanes.get(tool.toolUse) ?? [];
    return [
      { text: line, opens, within: `${box} > .rc-tool-line`, fold: null },
      { text: input, opens: inner, within: `${body} :is(.rc-input, .rc-diff)`, fold: null },
      ...lane
        .flatMap(entry => this._entry(entry, lanes, inner))
        .map(each => ({ ...each, within: each.within ?? `${body} .rc-lane` })),
      {
        text: output,
        opens: inner,
        within: `${body} :is(.rc-output, .rc-markdown)`,
        fold: foldOf(output, tool.key)
      }
    ].filter(each => each.text !== '');
  }

  private _parts(tool: IToolEntry): readonly [string, string, string] {
    const known = this._tools.get(tool);
    if (known !== undefined) {
      return known;
    }
    const line = describeTool(tool, this._workspace(), this._trans);
    const { diff } = line;
    const isPlan = tool.name === 'ExitPlanMode' && typeof tool.input['plan'] === 'string';
    const input =
      diff !== null ? diff.lines.map(each => each.text).join('\n') : isPlan ? '' : inputText(tool);
    const parts = [`${line.verb}\n${line.object}`, input, outputOf(tool, diff !== null)] as const;
    this._tools.set(tool, parts);
    return parts;
  }

  private readonly _known = new WeakMap<Entry, readonly IPiece[]>();
  private readonly _tools = new WeakMap<IToolEntry, readonly [string, string, string]>();
}

function piece(text: string, opens: readonly string[] = []): IPiece {
  return { text, opens, within: null, fold: null };
}

function ofWords(
  entry: Exclude<Entry, IToolEntry | IRewoundEntry>,
  opens: readonly string[]
): readonly IPiece[] {
  switch (entry.type) {
    case 'prompt':
      return [piece(typed(entry.text), opens)];
    case 'text':
      return [piece(toPlain(entry.text), opens)];
    case 'thinking':
      return [piece(toPlain(entry.text), [...opens, entry.key])];
    case 'turn':
      return [piece(entry.reason ?? '', opens)];
    case 'notice':
      return [piece(entry.message, opens)];
    case 'unknown':
      return [];
  }
}

/** A prompt as it is shown: code without its backticks. */
function typed(text: string): string {
  return text.replace(/`([^`\n]+)`/g, '$1');
}

function outputOf(tool: IToolEntry, hasDiff: boolean): string {
  if (tool.name === 'ExitPlanMode' && typeof tool.input['plan'] === 'string') {
    return toPlain(tool.input['plan']);
  }
  const summary = tool.work?.summary ?? '';
  if (summary !== '') {
    return toPlain(summary);
  }
  return hasDiff && tool.status === 'ok' ? '' : printedBy(tool).replace(COLOURS, '');
}

function printedBy({ output }: IToolEntry): string {
  const printed = output?.preview ?? '';
  return toPersisted(printed)?.preview ?? printed;
}

function foldOf(output: string, key: string): IPiece['fold'] {
  let at = -1;
  for (let line = 0; line < FEW_LINES; line++) {
    at = output.indexOf('\n', at + 1);
    if (at < 0) {
      return null;
    }
  }
  return { at, name: `${key}:whole` };
}
