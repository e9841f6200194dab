/** Markdown cut into blocks that can be drawn one by one, so that growing text redraws only its end; pure. */

/** Where a text has been cut. */
export interface IBlocks {
  readonly text: string;
  readonly blocks: readonly string[];
}

/** Nothing yet. */
export const NO_BLOCKS: IBlocks = { text: '', blocks: [] };

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const INDENTED = /^(?: {2,}|\t)/;
/** A link whose address stands elsewhere: the text has to be read as one. */
const REFERENCE = /^ {0,3}\[[^\]]+\]:\s/m;

/**
 * The blocks of a text, given those of its beginning: all but the last two stay the very same
 * strings. (The last line may be half written, and what it will be decides about the cut before it.)
 */
export function cut(before: IBlocks, text: string): IBlocks {
  if (REFERENCE.test(text)) {
    return { text, blocks: [text] };
  }
  const known = before.blocks.length > 2 && text.startsWith(before.text) ? before.blocks : [];
  const kept = known.slice(0, -2);
  const start = kept.reduce((sum, block) => sum + block.length, 0);
  return { text, blocks: [...kept, ...split(text.slice(start))] };
}

/** A cut is made before a line that follows an empty one, outside of fences, formulas and lists. */
function split(text: string): string[] {
  const blocks: string[] = [];
  let [begin, position] = [0, 0];
  let inside: IInside = { fence: null, isMath: false, isList: false, isBlank: false };
  for (const line of lines(text)) {
    if (position > begin && isBeginning(line, inside)) {
      blocks.push(text.slice(begin, position));
      begin = position;
      inside = { ...inside, isList: false };
    }
    inside = step(line, inside);
    position += line.length;
  }
  return position > begin ? [...blocks, text.slice(begin)] : blocks;
}

/** What a line is inside of, and whether the line before it was empty. */
interface IInside {
  readonly fence: string | null;
  readonly isMath: boolean;
  readonly isList: boolean;
  readonly isBlank: boolean;
}

function isBeginning(line: string, { fence, isMath, isList, isBlank }: IInside): boolean {
  if (fence !== null || isMath || !isBlank || line.trim() === '') {
    return false;
  }
  return !(isList && (LIST_ITEM.test(line) || INDENTED.test(line)));
}

function step(line: string, inside: IInside): IInside {
  const bare = line.trim();
  const mark: string | undefined = FENCE.exec(line)?.[1];
  if (inside.fence !== null) {
    const isEnd = mark?.startsWith(inside.fence) === true && bare === mark;
    return { ...inside, fence: isEnd ? null : inside.fence, isBlank: false };
  }
  return {
    fence: inside.isMath ? null : (mark ?? null),
    isMath: isInMath(bare, inside.isMath),
    isList: inside.isList || LIST_ITEM.test(line),
    isBlank: bare === ''
  };
}

function isInMath(bare: string, isMath: boolean): boolean {
  if (isMath) {
    return !bare.endsWith('$$');
  }
  return bare.startsWith('$$') && (bare.length === 2 || !bare.endsWith('$$'));
}

function* lines(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const next = end === -1 ? text.length : end + 1;
    yield text.slice(start, next);
    start = next;
  }
}

const CODE_OR_MONEY = /(`{3,})[\s\S]*?(?:\1|$)|(`+)[\s\S]*?\2|\$(?=\d[\d.,]*(?:[\s.,;:)!?]|$))/g;

/**
 * An amount of money is not the beginning of a formula; what stands in code stays as it is. Where
 * there is a formula beside it, it needs an element of its own as well: formulas are looked for in
 * what was drawn, where the backslash is gone.
 */
export function escapeMoney(source: string): string {
  const sign = hasFormula(source) ? '<span>&#36;</span>' : '\\$';
  return source.replace(CODE_OR_MONEY, found => (found === '$' ? sign : found));
}

/** Whether something in a text may be a formula. */
export function hasFormula(source: string): boolean {
  const prose = source.replace(CODE_OR_MONEY, '');
  return /\$|\\\(|\\\[|\\begin\{/.test(prose);
}
