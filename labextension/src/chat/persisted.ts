/** Output that was too large for Claude, as Claude Code tells it: it kept the whole in a file; pure. */

/** What Claude got of it, and where the rest is. */
export interface IPersisted {
  /** As Claude Code says it ("2.6MB"); null where it does not. */
  readonly size: string | null;
  readonly path: string;
  /** The beginning. */
  readonly preview: string;
}

const MARK = '<persisted-output>\n';
const END = /\n?<\/persisted-output>\s*$/;
const PLACE = /\bsaved to:?\s*(\/[^\n]*\S)/i;
const SIZE = /\((\d[\d.,]*)\s*([kmgt]?i?b|bytes)\)/i;
const PREVIEW = /^Preview\b[^\n]*:\n/m;

/** Read Claude Code's words; null where they are others than we know: then they are shown as they are. */
export function toPersisted(text: string): IPersisted | null {
  if (!text.startsWith(MARK)) {
    return null;
  }
  const body = text.slice(MARK.length).replace(END, '');
  const [head = ''] = body.split(PREVIEW, 1);
  const [, path] = PLACE.exec(head) ?? [];
  if (path === undefined) {
    return null;
  }
  const [, number, unit] = SIZE.exec(head) ?? [];
  return {
    size: number === undefined || unit === undefined ? null : `${number} ${unit}`,
    path,
    preview: body.slice(head.length).replace(PREVIEW, '')
  };
}
