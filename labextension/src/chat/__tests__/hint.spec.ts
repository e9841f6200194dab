import type { TranslationBundle } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { toHint } from '../hint';
import english from '../../../../remote_claude_ext/config/templates/texts/en.json';

/** Marks what it translates. */
const trans = {
  __: (words: string, ...given: string[]) => `«${words.replace('%1', given[0] ?? '')}»`
} as unknown as TranslationBundle;

const LINES = 'claude:\n  provider: anthropic';

describe('toHint', () => {
  it.each([english.demo_lines.file, english.demo_lines.none])('translates every comment', text => {
    const yaml = text.replace('{file}', '/etc/a (b).yaml').replace('{lines}', LINES);
    const comments = yaml.split('\n').filter(line => line.startsWith('#'));
    const expected = comments.map(line => `# «${line.slice(2)}»`);
    const shown = toHint(yaml, trans);
    expect(shown.split('\n').filter(line => line.startsWith('#'))).toEqual(expected);
    expect(shown).toContain(LINES);
  });

  it('leaves what it does not know', () => {
    expect(toHint('# Something new\na: 1', trans)).toBe('# Something new\na: 1');
  });
});
