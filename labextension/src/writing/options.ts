/** What can be chosen in the list above the box; pure. */

import type { Command, PathSuggestion } from '../api/types';
import { filter } from './match';
import type { IEdited, ITrigger } from './trigger';
import { takeCommand, takePath } from './trigger';

/** One line of the list. */
export interface IOption {
  readonly key: string;
  readonly type: 'command' | 'open' | 'file' | 'folder';
  /** What is chosen, without its sign: a command's name or a path. */
  readonly value: string;
  /** What stands beside it, in small. */
  readonly note: string;
}

const MOST = 30;
/** A word of a description counts from this length on. */
const LEAST_WORD = 3;

/** Commands by name; those whose description has the word come after. */
export function fromCommands(commands: readonly Command[], query: string): readonly IOption[] {
  const byName = filter(commands, query, command => command.name);
  const word = query.toLowerCase();
  const byWords = commands.filter(
    command =>
      word.length >= LEAST_WORD &&
      !byName.includes(command) &&
      command.description.toLowerCase().includes(word)
  );
  return [...byName, ...byWords].slice(0, MOST).map(({ name, description, hint }) => ({
    key: `/${name}`,
    type: 'command',
    value: name,
    note: [hint, description].filter(part => part !== '').join(' — ')
  }));
}

/** Open documents that fit, then what the session found; a folder that is typed out is left out. */
export function fromPaths(
  found: readonly PathSuggestion[],
  open: readonly string[],
  query: string,
  openNote: string
): readonly IOption[] {
  const first = filter(open, query, path => path);
  const rest = found.filter(({ path }) => path !== query && !first.includes(path));
  return [
    ...first.map(path => ({ key: path, type: 'open' as const, value: path, note: openNote })),
    ...rest.map(({ path, type }) => ({ key: path, type, value: path, note: '' }))
  ].slice(0, MOST);
}

/** The text once an option was chosen. */
export function take(text: string, trigger: ITrigger, option: IOption): IEdited {
  return option.type === 'command'
    ? takeCommand(text, trigger, option.value)
    : takePath(text, trigger, option.value);
}
