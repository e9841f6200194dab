/** File changes as lines to show: from Claude Code's own patch, or from a tool's input; pure. */

/** One line of a change. `gap` stands for lines that are left out, or says what comes next. */
export interface IDiffLine {
  readonly kind: 'same' | 'add' | 'remove' | 'gap';
  readonly text: string;
  /** The number in the old file for `remove`, else in the new one; null where nobody knows. */
  readonly line: number | null;
}

/** A change to one file. */
export interface IDiff {
  readonly lines: readonly IDiffLine[];
  readonly added: number;
  readonly removed: number;
  /** Where the change begins in the new file. */
  readonly at: number | null;
}

interface IHunk {
  oldStart: number;
  newStart: number;
  lines: string[];
}

function isHunk(value: unknown): value is IHunk {
  const hunk = value as Partial<IHunk> | null;
  return (
    typeof hunk === 'object' &&
    typeof hunk?.oldStart === 'number' &&
    typeof hunk.newStart === 'number' &&
    Array.isArray(hunk.lines)
  );
}

/** The change in `structuredPatch` of a result, or null where there is none. */
export function fromPatch(structured: unknown): IDiff | null {
  const patch = (structured as { structuredPatch?: unknown } | null)?.structuredPatch;
  if (!Array.isArray(patch) || patch.length === 0 || !patch.every(isHunk)) {
    return null;
  }
  const lines: IDiffLine[] = [];
  for (const hunk of patch) {
    if (lines.length > 0) {
      lines.push({ kind: 'gap', text: '', line: null });
    }
    readHunk(hunk, lines);
  }
  return counted(lines);
}

function readHunk(hunk: IHunk, lines: IDiffLine[]): void {
  let [before, after] = [hunk.oldStart, hunk.newStart];
  for (const raw of hunk.lines) {
    const text = raw.slice(1);
    switch (raw[0]) {
      case '+':
        lines.push({ kind: 'add', text, line: after++ });
        break;
      case '-':
        lines.push({ kind: 'remove', text, line: before++ });
        break;
      case '\\':
        break; // no newline at the end of the file
      default:
        lines.push({ kind: 'same', text, line: after++ });
        before++;
    }
  }
}

/** The change that an Edit or Write asks for, before it is made; null for other tools. */
export function fromInput(tool: string, input: Readonly<Record<string, unknown>>): IDiff | null {
  if (tool === 'Write' && typeof input['content'] === 'string') {
    return counted(all('add', input['content'], 1));
  }
  if (tool === 'Edit') {
    return counted(replaced(input));
  }
  if (tool === 'MultiEdit' && Array.isArray(input['edits'])) {
    return counted(
      input['edits'].flatMap((edit: unknown, index) => [
        ...(index > 0 ? [{ kind: 'gap', text: '', line: null } as const] : []),
        ...replaced(edit)
      ])
    );
  }
  return null;
}

function replaced(edit: unknown): IDiffLine[] {
  const { old_string: before, new_string: after } = Object(edit) as Record<string, unknown>;
  if (typeof before !== 'string' || typeof after !== 'string') {
    return [];
  }
  return compareTexts(before, after);
}

/** The lines of two texts, one at least of which may be empty. */
export function compareTexts(before: string, after: string): IDiffLine[] {
  return compare(split(before), split(after));
}

function split(text: string): string[] {
  if (text === '') {
    return [];
  }
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function all(kind: 'add' | 'remove', text: string, first: number | null): IDiffLine[] {
  return split(text).map((line, index) => ({
    kind,
    text: line,
    line: first === null ? null : first + index
  }));
}

/** Past this many comparisons the exact answer is not worth the wait. */
const MOST_COMPARISONS = 1_000_000;

/** The lines of two texts, common ones kept (longest common subsequence). */
export function compare(before: readonly string[], after: readonly string[]): IDiffLine[] {
  const same = (text: string): IDiffLine => ({ kind: 'same', text, line: null });
  const add = (text: string): IDiffLine => ({ kind: 'add', text, line: null });
  const remove = (text: string): IDiffLine => ({ kind: 'remove', text, line: null });
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) {
    head++;
  }
  let tail = 0;
  while (
    tail < Math.min(before.length, after.length) - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail++;
  }
  const left = before.slice(head, before.length - tail);
  const right = after.slice(head, after.length - tail);
  const middle =
    left.length * right.length > MOST_COMPARISONS
      ? [...left.map(remove), ...right.map(add)]
      : walk(left, right).map(step => ({ same, add, remove })[step.kind](step.text));
  return [
    ...before.slice(0, head).map(same),
    ...middle,
    ...before.slice(before.length - tail).map(same)
  ];
}

interface IStep {
  readonly kind: 'same' | 'add' | 'remove';
  readonly text: string;
}

function walk(left: readonly string[], right: readonly string[]): readonly IStep[] {
  const lengths = table(left, right);
  const steps: IStep[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [before, after] = [left[i], right[j]];
    if (before === undefined && after === undefined) {
      return steps;
    }
    if (before !== undefined && before === after) {
      steps.push({ kind: 'same', text: before });
      i++;
      j++;
    } else if (before !== undefined && at(lengths, i + 1, j) >= at(lengths, i, j + 1)) {
      steps.push({ kind: 'remove', text: before });
      i++;
    } else if (after !== undefined) {
      steps.push({ kind: 'add', text: after });
      j++;
    } else {
      return steps;
    }
  }
}

function table(left: readonly string[], right: readonly string[]): readonly Uint32Array[] {
  const rows = Array.from({ length: left.length + 1 }, () => new Uint32Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) {
    const row = rows[i];
    for (let j = right.length - 1; row !== undefined && j >= 0; j--) {
      row[j] =
        left[i] === right[j]
          ? at(rows, i + 1, j + 1) + 1
          : Math.max(at(rows, i + 1, j), at(rows, i, j + 1));
    }
  }
  return rows;
}

function at(rows: readonly Uint32Array[], i: number, j: number): number {
  return rows[i]?.[j] ?? 0;
}

/** The change that these lines are; null where there are none. */
export function counted(lines: readonly IDiffLine[]): IDiff | null {
  if (lines.length === 0) {
    return null;
  }
  const changed = lines.find(line => line.kind === 'add' || line.kind === 'remove');
  return {
    lines,
    added: lines.filter(line => line.kind === 'add').length,
    removed: lines.filter(line => line.kind === 'remove').length,
    at: changed?.line ?? null
  };
}
