/** Going through earlier prompts as in a terminal; pure. */

/** Where one is: `index` counts from the newest, -1 is what is being written. */
export interface IHistory {
  readonly index: number;
  /** The prompts as they were when one began to go through them, the newest first. */
  readonly prompts: readonly string[];
}

export const WRITING: IHistory = { index: -1, prompts: [] };

/** The earlier prompts, the newest first, repeated ones once. */
export function toPrompts(texts: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const text of [...texts].reverse()) {
    if (text.trim() !== '' && text !== found.at(-1)) {
      found.push(text);
    }
  }
  return found;
}

/** One prompt back; null at the oldest. */
export function older(history: IHistory, texts: readonly string[]): IHistory | null {
  const prompts = history.index < 0 ? toPrompts(texts) : history.prompts;
  const index = history.index + 1;
  return index < prompts.length ? { index, prompts } : null;
}

/** One prompt forward, at last to what was being written; null there. */
export function newer(history: IHistory): IHistory | null {
  return history.index < 0 ? null : { ...history, index: history.index - 1 };
}

/** What the box shows: a prompt of before, or null for what is being written. */
export function shown({ index, prompts }: IHistory): string | null {
  return prompts[index] ?? null;
}
