import { describe, expect, it } from 'vitest';

import type { IBlocks } from '../blocks';
import { NO_BLOCKS, cut, escapeMoney, hasFormula } from '../blocks';

const TEXT = `# Title

A paragraph
of two lines.

1. one

2. two

   still two

After the list.

\`\`\`python
a = 1

b = 2
\`\`\`

$$
x = 1

y = 2
$$

| a | b |
|---|---|
| 1 | 2 |

> quote
`;

describe('Markdown in blocks', () => {
  it('loses nothing', () => {
    expect(cut(NO_BLOCKS, TEXT).blocks.join('')).toBe(TEXT);
  });

  it('keeps fences, formulas and lists whole', () => {
    const { blocks } = cut(NO_BLOCKS, TEXT);
    expect(blocks.map(block => block.trim().split('\n')[0])).toEqual([
      '# Title',
      'A paragraph',
      '1. one',
      'After the list.',
      '```python',
      '$$',
      '| a | b |',
      '> quote'
    ]);
  });

  it.each([1, 2, 7, 64])('is cut the same way however it arrives, in pieces of %i', size => {
    let grown: IBlocks = NO_BLOCKS;
    for (let end = size; end < TEXT.length + size; end += size) {
      const next = cut(grown, TEXT.slice(0, end));
      const firm = grown.blocks.slice(0, -2);
      expect(next.blocks.slice(0, firm.length)).toEqual(firm);
      grown = next;
    }
    expect(grown.blocks).toEqual(cut(NO_BLOCKS, TEXT).blocks);
  });

  it('reads a text with references as one', () => {
    expect(cut(NO_BLOCKS, 'See [a].\n\n[a]: https://example.org\n').blocks).toHaveLength(1);
  });

  it('begins anew when the text is another', () => {
    const before = cut(NO_BLOCKS, 'one\n\ntwo\n\nthree');
    expect(cut(before, 'other\n\ntext').blocks).toEqual(['other\n\n', 'text']);
  });
});

describe('amounts of money', () => {
  it('are no formulas', () => {
    expect(escapeMoney('from $0.49 to $20.00 at most')).toBe('from \\$0.49 to \\$20.00 at most');
    expect(hasFormula('from $0.49 to $20.00')).toBe(false);
  });

  it('stay as they are in code', () => {
    expect(escapeMoney('`echo $1 ` and\n```\n$5 \n')).toBe('`echo $1 ` and\n```\n$5 \n');
  });

  it('leave formulas alone', () => {
    expect(escapeMoney('$x^2$')).toBe('$x^2$');
    expect(escapeMoney('$x^2$ for $5 or $6')).toBe(
      '$x^2$ for <span>&#36;</span>5 or <span>&#36;</span>6'
    );
    expect(hasFormula('$x^2$')).toBe(true);
  });
});
