/** What changed between two versions of a notebook, cell by cell; pure. */

/** A cell, its lines joined. */
export interface ICell {
  readonly id: string | null;
  readonly type: string;
  readonly source: string;
  /** All outputs as JSON: only whether they are others matters. */
  readonly outputs: string;
  readonly hasOutputs: boolean;
  readonly metadata: string;
}

/** A notebook as far as it is compared. */
export interface INotebook {
  readonly cells: readonly ICell[];
  readonly metadata: string;
  /** An ending that tells the language of its code, such as `.py`. */
  readonly extension: string;
}

/** One cell and what became of it. */
export interface ICellChange {
  readonly kind: 'same' | 'added' | 'removed' | 'changed';
  /** Its place, counted from 1: in the new notebook, or for a removed cell in the old one. */
  readonly number: number;
  readonly before: ICell | null;
  readonly after: ICell | null;
  readonly hasMoved: boolean;
  readonly outputsChanged: boolean;
  readonly metadataChanged: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Lines of a notebook's text: a list of them, or the text. */
function toText(value: unknown): string {
  return Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : '';
}

/** Whether a path is a notebook's. */
export function isNotebook(path: string): boolean {
  return path.toLowerCase().endsWith('.ipynb');
}

/** A notebook's text (format 4) as cells; null where it is none. */
export function toNotebook(text: string): INotebook | null {
  let told: Fields;
  try {
    told = fields(JSON.parse(text));
  } catch {
    return null;
  }
  const { cells } = told;
  if (!Array.isArray(cells) || told['nbformat'] !== 4) {
    return null;
  }
  const info = fields(fields(told['metadata'])['language_info']);
  const ending = info['file_extension'];
  return {
    cells: cells.map(toCell),
    metadata: canonical(told['metadata']),
    extension: typeof ending === 'string' && /^\.\w+$/.test(ending) ? ending : '.py'
  };
}

function toCell(raw: unknown): ICell {
  const cell = fields(raw);
  const { id, outputs } = cell;
  return {
    id: typeof id === 'string' ? id : null,
    type: toText(cell['cell_type']),
    source: toText(cell['source']),
    outputs: canonical(outputs ?? []),
    hasOutputs: Array.isArray(outputs) && outputs.length > 0,
    metadata: canonical([cell['metadata'], cell['attachments']])
  };
}

/** JSON that does not depend on the order in which fields were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each
  );
}

/** The cells of both versions in the order of the new one, removed cells where they were. */
export function compareCells(
  before: readonly ICell[],
  after: readonly ICell[]
): readonly ICellChange[] {
  const pairs = pair(before, after);
  const kept = new Set(pairs.filter(index => index !== null));
  const changes: ICellChange[] = [];
  let told = 0; // old cells before this place are in `changes` already, or come later
  const removeUpTo = (end: number) => {
    for (; told < end; told++) {
      const cell = before[told];
      if (cell !== undefined && !kept.has(told)) {
        changes.push(change(told + 1, cell, null, false));
      }
    }
  };
  let furthest = -1;
  after.forEach((cell, place) => {
    const index = pairs[place] ?? null;
    const old = index === null ? null : (before[index] ?? null);
    if (index !== null) {
      removeUpTo(index);
    }
    changes.push(change(place + 1, old, cell, index !== null && index < furthest));
    furthest = Math.max(furthest, index ?? -1);
  });
  removeUpTo(before.length);
  return changes;
}

function change(
  number: number,
  before: ICell | null,
  after: ICell | null,
  hasMoved: boolean
): ICellChange {
  const all = { number, before, after, hasMoved, outputsChanged: false, metadataChanged: false };
  if (before === null || after === null) {
    return { ...all, kind: before === null ? 'added' : 'removed' };
  }
  const outputsChanged = before.outputs !== after.outputs;
  const metadataChanged = before.metadata !== after.metadata;
  const isOther = wordsOf(before) !== wordsOf(after) || outputsChanged || metadataChanged;
  return {
    ...all,
    kind: isOther || hasMoved ? 'changed' : 'same',
    outputsChanged,
    metadataChanged
  };
}

/** For each new cell the old one that it was: by id, else by its words, else by its place. */
function pair(before: readonly ICell[], after: readonly ICell[]): readonly (number | null)[] {
  const taken = new Set<number>();
  const pairs: (number | null)[] = after.map(() => null);
  const take = (place: number, index: number) => {
    pairs[place] = index;
    taken.add(index);
  };
  const byId = new Map(before.flatMap(({ id }, index) => (id === null ? [] : [[id, index]])));
  after.forEach(({ id }, place) => {
    const index = id === null ? undefined : byId.get(id);
    if (index !== undefined && !taken.has(index)) {
      take(place, index);
    }
  });
  const byWords = new Map<string, number[]>();
  before.forEach((cell, index) => {
    if (!taken.has(index)) {
      byWords.set(wordsOf(cell), [...(byWords.get(wordsOf(cell)) ?? []), index]);
    }
  });
  after.forEach((cell, place) => {
    const index = pairs[place] === null ? byWords.get(wordsOf(cell))?.shift() : undefined;
    if (index !== undefined) {
      take(place, index);
    }
  });
  // Between two cells that are known, what is left over was most likely rewritten in its place.
  after.forEach((cell, place) => {
    const index = place === 0 ? 0 : (pairs[place - 1] ?? before.length) + 1;
    const old = before[index];
    const isPlaced = pairs[place] === null && old !== undefined && !taken.has(index);
    if (isPlaced && old.type === cell.type && (old.id === null || cell.id === null)) {
      take(place, index);
    }
  });
  return pairs;
}

function wordsOf({ type, source }: ICell): string {
  return `${type}\n${source}`;
}
