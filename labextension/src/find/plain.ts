/** Markdown as the words that are seen of it, roughly: for searching, where drawing all of it takes too long; pure. */

const FENCE = /^\s*(?:```|~~~)/;
const RULES: readonly (readonly [RegExp, string])[] = [
  [/!\[[^\]\n]*\]\([^)\n]*\)/g, ''],
  [/\[([^\]\n]+)\]\([^)\n]*\)/g, '$1'],
  [/(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1/g, '$2'],
  [/(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])/g, '$1'],
  [/(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])/g, '$1'],
  [/<(https?:[^>\s]+)>/g, '$1'],
  [/\\([\\`*_{}[\]()#+\-.!|>~])/g, '$1']
];
const HEAD = /^\s{0,3}(?:#{1,6}\s+|(?:>\s?)+)/;
const ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?/;
const TABLE_RULE = /^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$/;

/** The words of a Markdown text; a paragraph is one line, code keeps its lines. */
export function toPlain(markdown: string): string {
  const lines: string[] = [];
  let isCode = false;
  let isOpen = false; // whether the next line goes on with the last paragraph
  for (const line of markdown.split('\n')) {
    if (FENCE.test(line)) {
      isCode = !isCode;
      isOpen = false;
    } else if (isCode) {
      lines.push(line);
    } else {
      isOpen = take(lines, line, isOpen);
    }
  }
  return lines.join('\n');
}

function take(lines: string[], line: string, isOpen: boolean): boolean {
  if (line.trim() === '' || TABLE_RULE.test(line)) {
    return false;
  }
  if (/^\s*\|/.test(line)) {
    lines.push(
      ...line.split('|').flatMap(cell => (cell.trim() === '' ? [] : [inline(cell.trim())]))
    );
    return false;
  }
  const isOwn = HEAD.test(line) || ITEM.test(line);
  const words = inline(line.replace(HEAD, '').replace(ITEM, '').trim());
  if (isOpen && !isOwn) {
    lines.push(`${lines.pop() ?? ''} ${words}`);
  } else {
    lines.push(words);
  }
  return !/^\s{0,3}#/.test(line);
}

/** What stands in backticks is left as it is. */
function inline(text: string): string {
  return text
    .split(/(`+[^`\n]+`+)/)
    .map((part, index) =>
      index % 2 === 1
        ? part.replace(/^`+|`+$/g, '')
        : RULES.reduce((words, [rule, by]) => words.replace(rule, by), part)
    )
    .join('');
}
