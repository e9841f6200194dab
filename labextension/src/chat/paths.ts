/** Paths of the workspace in a text, with the line that they name; pure. */

import { relativePath } from './tools';

/** A path in a text: where it stands and what it opens. */
export interface IFoundPath {
  readonly start: number;
  readonly end: number;
  readonly path: string;
  readonly line: number | null;
}

/** Endings that make a word a file; `example.com` and `os.path` are none. */
const ENDINGS = [
  'astro bash bat c cc cfg cjs clj cmake conf cpp cs css csv cu cxx dart diff dockerfile env erl ex exs fish',
  'go gradle graphql h hpp hs htm html ini ipynb java jl js json jsonl jsx kt less lock log lua m make md mdx',
  'mjs ml mts nix patch php pl png po proto ps1 py pyi pyx qmd r rb rs rst sass scala scss sh sql sum svelte svg',
  'swift tex tf toml ts tsv tsx txt vue xml yaml yml zig zsh'
]
  .join(' ')
  .split(' ')
  .sort((one, other) => other.length - one.length)
  .join('|');
const NAMED = 'Makefile|Dockerfile|README|LICENSE';
const CANDIDATE = new RegExp(
  // Not in the middle of a word, an address or a longer path.
  `(?<![\\w./:@\\\\-])((?:\\.{1,2}/|/)?(?:[\\w.@+-]+/)*(?:[\\w.@+-]*\\.(?:${ENDINGS})|${NAMED}))` +
    // file:12, file:12:3, file#L12, file(12 and "file", line 12
    '(?:(?::|#L|\\()(\\d{1,7})(?::\\d{1,5})?(?![\\w])|"?, line (\\d{1,7}))?(?![\\w/@-]|\\.\\w)',
  'g'
);
/** A word by itself that may mean anything, unless a line is named. */
const BARE = new RegExp(`^(?:${NAMED})$`);
/** A text longer than this has paths at its beginning only. */
const LONGEST = 200_000;
const MOST = 500;

/** The paths in a text that lead into the workspace. */
export function findPaths(text: string, workspace: string): readonly IFoundPath[] {
  const found: IFoundPath[] = [];
  for (const match of text.slice(0, LONGEST).matchAll(CANDIDATE)) {
    const [whole, name = '', colon, words] = match;
    const path = relativePath(name, workspace).replace(/^(?:\.\/)+/, '');
    const line = colon ?? words;
    if (isInside(path) && (line !== undefined || !BARE.test(name))) {
      const start = match.index;
      const end = start + (whole.endsWith('(') ? name.length : whole.length);
      found.push({ start, end, path, line: line === undefined ? null : Number(line) });
    }
    if (found.length >= MOST) {
      break;
    }
  }
  return found;
}

function isInside(path: string): boolean {
  return !path.startsWith('/') && !path.split('/').includes('..') && !/^\.*$/.test(path);
}
