/** A plan cut into what one comments on: headings, paragraphs, items of lists, code; pure. */

import { NO_BLOCKS, cut } from '../chat/blocks';

/** One of them. */
export interface IPlanBlock {
  /** Markdown that can be drawn by itself. */
  readonly source: string;
  /** As it stands in the plan. */
  readonly quote: string;
  /** How deep an item of a list is; 0 for everything else. */
  readonly depth: number;
}

const ITEM = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const HEADING = /^ {0,3}#{1,6}\s/;
const FENCE = /^[ \t]*(?:`{3,}|~{3,})/;
const REFERENCE = /^ {0,3}\[[^\]]+\]:\s.*$/gm;

/** The blocks of a plan, in order. */
export function toPlanBlocks(plan: string): readonly IPlanBlock[] {
  // A link whose address stands elsewhere finds it in every block.
  const references = (plan.match(REFERENCE) ?? []).join('\n');
  const text = references === '' ? plan : plan.replace(REFERENCE, '');
  return cut(NO_BLOCKS, text)
    .blocks.filter(block => block.trim() !== '')
    .flatMap(toItems)
    .map(block =>
      references === '' ? block : { ...block, source: `${block.source}\n\n${references}` }
    );
}

interface IPart {
  readonly lines: string[];
  /** How far an item of a list is indented; null where it is none. */
  readonly indent: number | null;
}

/** A list falls into its items, each with its depth. */
function toItems(block: string): readonly IPlanBlock[] {
  const indents: number[] = [];
  return toParts(block.replace(/\s+$/, ''))
    .filter(({ lines }) => lines.some(line => line.trim() !== ''))
    .map(({ lines, indent }) => {
      while (indent === null ? indents.length > 0 : (indents.at(-1) ?? -1) >= indent) {
        indents.pop();
      }
      if (indent !== null) {
        indents.push(indent);
      }
      return toBlock(lines, indent ?? 0, indents.length);
    });
}

/** A part begins with each item, with each heading, and after a heading; never inside of code. */
function toParts(block: string): readonly IPart[] {
  const parts: IPart[] = [];
  let isCode = false;
  for (const line of block.split('\n')) {
    const last = parts.at(-1);
    const indent = isCode ? null : indentOf(line);
    if (last === undefined || indent !== null || (!isCode && isCut(line, last))) {
      parts.push({ lines: [line], indent });
    } else {
      last.lines.push(line);
    }
    isCode = FENCE.test(line) !== isCode;
  }
  return parts;
}

function isCut(line: string, { lines: [first = ''] }: IPart): boolean {
  return HEADING.test(line) || HEADING.test(first);
}

/** How far an item of a list is indented; null where a line begins none. */
function indentOf(line: string): number | null {
  const item = ITEM.exec(line);
  return item === null ? null : width(item[1] ?? '');
}

function toBlock(lines: readonly string[], indent: number, depth: number): IPlanBlock {
  const source = lines.map(line => dedent(line, indent)).join('\n');
  return { source, quote: source.trim(), depth };
}

function width(indent: string): number {
  return indent.replaceAll('\t', '    ').length;
}

/** A line without so much of its indentation. */
function dedent(line: string, indent: number): string {
  const [space = ''] = /^[ \t]*/.exec(line) ?? [];
  const kept = Math.max(0, width(space) - indent);
  return ' '.repeat(kept) + line.slice(space.length);
}
