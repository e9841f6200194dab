import { describe, expect, it } from 'vitest';

import { toPersisted } from '../persisted';

/** As Claude Code 2.1.330 prints it. */
const TEXT = [
  '<persisted-output>',
  'Output too large (2.6MB). Full output saved to: /data/claude/projects/-w/s/tool-results/b3.txt',
  '',
  'Preview (first 2KB):',
  '1',
  '2',
  '...',
  '</persisted-output>'
].join('\n');
const PATH = '/data/claude/projects/-w/s/tool-results/b3.txt';

describe('output that was too large', () => {
  it('is read from the words of Claude Code', () => {
    expect(toPersisted(TEXT)).toEqual({ size: '2.6 MB', path: PATH, preview: '1\n2\n...' });
  });

  it.each([
    ['no size', TEXT.replace(' (2.6MB)', ''), { size: null, path: PATH, preview: '1\n2\n...' }],
    [
      'no preview',
      TEXT.replace(/\nPreview[^]*/, '\n</persisted-output>'),
      { size: '2.6 MB', path: PATH, preview: '' }
    ],
    [
      'no end',
      TEXT.replace('\n</persisted-output>', ''),
      { size: '2.6 MB', path: PATH, preview: '1\n2\n...' }
    ],
    [
      'other words',
      TEXT.replace('Full output saved to:', 'It was saved to'),
      { size: '2.6 MB', path: PATH, preview: '1\n2\n...' }
    ]
  ])('is read with %s', (_, text, expected) => {
    expect(toPersisted(text)).toEqual(expected);
  });

  it.each([
    ['plain output', 'one\ntwo'],
    ['nothing', ''],
    ['a mark in the middle of a line', 'echo <persisted-output>\nsaved to: /x\n'],
    ['a mark without a place', '<persisted-output>\nWhatever.\n</persisted-output>'],
    ['a place that the output itself names', '<persisted-output>\nPreview (2KB):\nsaved to: /x\n']
  ])('is not seen in %s', (_, text) => {
    expect(toPersisted(text)).toBeNull();
  });

  it('takes no time over text that looks like it', () => {
    const text = `<persisted-output>\n${'('.repeat(16_000)}\n${'saved to '.repeat(2_000)}`;
    expect(toPersisted(text)).toBeNull();
  });
});
