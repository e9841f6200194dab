/** Keys of commands as people read them, as they are bound now: a remapped one shows its new keys. */

import { CommandRegistry } from '@lumino/commands';

/** The keys of a command; empty where it has none. */
export function keysOf(commands: CommandRegistry, command: string): string {
  const binding = commands.keyBindings.find(one => one.command === command);
  return binding?.keys.map(keys => CommandRegistry.formatKeystroke(keys)).join(' ') ?? '';
}

/** A tooltip with its keys, where there are any. */
export function withKeys(text: string, keys: string): string {
  return keys === '' ? text : `${text} (${keys})`;
}
