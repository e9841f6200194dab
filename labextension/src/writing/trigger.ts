/** What is being written at the cursor: a `/` command, an `@` mention, or neither; pure. */

/** Something that can be completed. `from` to `to` is what a choice replaces. */
export interface ITrigger {
  readonly kind: 'command' | 'mention';
  readonly query: string;
  readonly from: number;
  readonly to: number;
}

const COMMAND = /^\/([^\s/]*)$/;
/** After a space or at the start; in quotes a name may have spaces. Two @ are no mention. */
const MENTION = /(?:^|\s)@(?:"([^"\n]*)|(?!@)([^\s"]*))$/;

/** What stands before the cursor, or null. */
export function findTrigger(text: string, cursor: number): ITrigger | null {
  const before = text.slice(0, cursor);
  const command = COMMAND.exec(before);
  if (command !== null) {
    const rest = /^\S*/.exec(text.slice(cursor))?.[0] ?? '';
    return { kind: 'command', query: command[1] ?? '', from: 0, to: cursor + rest.length };
  }
  // No name is longer than this: a long text is not searched at each key.
  const start = Math.max(0, cursor - LONGEST);
  const mention = MENTION.exec(before.slice(start));
  if (mention === null) {
    return null;
  }
  const [, quoted, plain = ''] = mention;
  if (quoted === undefined) {
    return { kind: 'mention', query: plain, from: cursor - plain.length - 1, to: cursor };
  }
  const closing = text[cursor] === '"' ? 1 : 0;
  const from = cursor - quoted.length - 2;
  return { kind: 'mention', query: quoted, from, to: cursor + closing };
}

const LONGEST = 500;

/** A text and where the cursor is in it. */
export interface IEdited {
  readonly text: string;
  readonly cursor: number;
}

/** The text with a command chosen; arguments can follow at once. */
export function takeCommand(text: string, trigger: ITrigger, name: string): IEdited {
  return replace(text, trigger, `/${name}`, true);
}

/** Whether a path can be written after an `@`; another is attached instead. */
export function canMention(path: string): boolean {
  return !/["\n\r]/.test(path);
}

/** A path as it is written in a message. */
export function toMention(path: string): string {
  return /\s/.test(path) ? `@"${path}"` : `@${path}`;
}

/** The text with a path chosen; in a folder the search goes on. */
export function takePath(text: string, trigger: ITrigger, path: string): IEdited {
  if (path.endsWith('/')) {
    return replace(text, trigger, toMention(path).replace(/"$/, ''), false);
  }
  return replace(text, trigger, toMention(path), true);
}

/** The text with mentions put in at the cursor, as words of their own. */
export function addMentions(text: string, cursor: number, paths: readonly string[]): IEdited {
  const before = text.slice(0, cursor);
  const gap = before === '' || /\s$/.test(before) ? '' : ' ';
  const words = `${gap}${paths.map(toMention).join(' ')} `;
  return { text: before + words + text.slice(cursor), cursor: before.length + words.length };
}

function replace(text: string, { from, to }: ITrigger, word: string, isWhole: boolean): IEdited {
  const after = text.slice(to);
  const gap = isWhole && !/^\s/.test(after) ? ' ' : '';
  const cursor = from + word.length + (isWhole ? 1 : 0);
  return { text: text.slice(0, from) + word + gap + after, cursor };
}
