/** Fuzzy matching of what was typed against names and paths; pure. */

/** A stretch of a name, and whether it is what was typed. */
export interface IPiece {
  readonly text: string;
  readonly isHit: boolean;
}

/** Where the letters of a query are in a name, the closest together first; null where not. */
export function match(name: string, query: string): readonly number[] | null {
  const low = name.toLowerCase();
  const wanted = query.toLowerCase();
  if (low.length !== name.length) {
    return wanted === '' ? [] : null; // a letter whose small form has another length
  }
  const base = low.lastIndexOf('/', low.length - 2) + 1;
  for (const start of [low.indexOf(wanted, base), low.indexOf(wanted)]) {
    if (start >= 0) {
      return Array.from({ length: wanted.length }, (_, index) => start + index);
    }
  }
  return scattered(low, wanted, base) ?? scattered(low, wanted, 0);
}

function scattered(name: string, query: string, from: number): readonly number[] | null {
  const found: number[] = [];
  let at = from;
  for (const letter of query) {
    const next = name.indexOf(letter, at);
    if (next < 0) {
      return null;
    }
    found.push(next);
    at = next + letter.length;
  }
  return found;
}

/** A name cut into what was typed and what was not. */
export function cut(name: string, query: string): readonly IPiece[] {
  const hits = new Set(match(name, query) ?? []);
  const pieces: { text: string; isHit: boolean }[] = [];
  for (let index = 0; index < name.length; index++) {
    const isHit = hits.has(index);
    const last = pieces.at(-1);
    if (last?.isHit === isHit) {
      last.text += name.charAt(index);
    } else {
      pieces.push({ text: name.charAt(index), isHit });
    }
  }
  return pieces;
}

/** How well a name fits, less is better; null where it does not. */
export function rank(name: string, query: string): number | null {
  const found = match(name, query);
  if (found === null) {
    return null;
  }
  const [first = 0] = found;
  const spread = (found.at(-1) ?? first) - first + 1 - found.length;
  return spread * 1000 + first;
}

/** What fits, the best first; equals keep their order. */
export function filter<T>(
  items: readonly T[],
  query: string,
  nameOf: (item: T) => string
): readonly T[] {
  return items
    .map(item => ({ item, rank: rank(nameOf(item), query) }))
    .filter((each): each is { item: T; rank: number } => each.rank !== null)
    .sort((one, other) => one.rank - other.rank)
    .map(each => each.item);
}
