import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { beforeEach, describe, expect, it } from 'vitest';

import { Guarded } from '../guarded';

/** A document and its file, as far as they are looked at here. */
class Paper {
  text = 'old';
  dirty = false;
  onDisk = 'old';
  known = { hash: 'old', type: 'file', format: 'text' };
  saved: string[] = [];
  isGivenUp = false;
  /** Let go by a test that holds the answer back. */
  answered: Promise<void> = Promise.resolve();

  readonly model = new Model(this);
  readonly contents = {
    get: () => Promise.resolve({ hash: this.onDisk, content: this.onDisk, format: 'text' })
  } as unknown as Contents.IManager;
  readonly context = new Context(this) as unknown as DocumentRegistry.Context;

  write(words: string): void {
    this.text += words;
    this.dirty = true;
  }
}

class Model {
  constructor(private readonly _paper: Paper) {}

  get dirty() {
    return this._paper.dirty;
  }

  set dirty(dirty: boolean) {
    this._paper.dirty = dirty;
  }

  fromString(text: string): void {
    this._paper.text = text;
    this._paper.dirty = true; // as JupyterLab's own
  }

  fromJSON(): void {
    this._paper.dirty = true;
  }
}

class Context {
  readonly isReady = true;
  readonly isDisposed = false;
  readonly path = 'a.txt';
  readonly saveState = new Signal<this, string>(this);
  readonly disposed = new Signal<this, void>(this);

  constructor(private readonly _paper: Paper) {}

  get model() {
    return this._paper.model;
  }

  get contentsModel() {
    return this._paper.known;
  }

  async revert(): Promise<void> {
    await this._paper.answered;
    this.model.fromString(this._paper.onDisk);
    this._paper.known = { ...this._paper.known, hash: this._paper.onDisk };
  }

  async save(): Promise<void> {
    this.saveState.emit('started');
    await this._paper.answered;
    if (this._paper.isGivenUp) {
      throw new Error('given up'); // and no word of the state
    }
    this._paper.saved.push(this._paper.text);
    this._paper.onDisk = this._paper.text;
    this._paper.known = { ...this._paper.known, hash: this._paper.onDisk };
    this._paper.dirty = false;
    this.saveState.emit('completed');
  }
}

let paper: Paper;
let guarded: Guarded;

beforeEach(() => {
  paper = new Paper();
  guarded = new Guarded(paper.context, paper.contents);
});

const look = () =>
  guarded.look(async () => {
    await guarded.read();
  }, true);

describe('a file that changed while it is open', () => {
  it('is shown anew where nobody wrote', async () => {
    paper.onDisk = 'new';
    await look();
    expect([paper.text, paper.dirty, guarded.isOpen]).toEqual(['new', false, false]);
  });

  it('does not take away what is written while it is on its way', async () => {
    paper.onDisk = 'new';
    let answer: () => void = () => undefined;
    paper.answered = new Promise(done => (answer = done));
    const looking = look();
    await Promise.resolve();
    paper.write(' and mine');
    answer();
    await looking;
    expect([paper.text, paper.dirty]).toEqual(['old and mine', true]);
    expect([guarded.isOpen, guarded.isByClaude]).toEqual([true, true]);
    await look(); // goes on asking
    expect(guarded.isOpen).toBe(true);
    await expect(paper.context.save()).rejects.toThrow();
    expect(paper.saved).toEqual([]);
  });

  it('is written over, or shown, as the person then chooses', async () => {
    for (const way of ['keep', 'take'] as const) {
      paper = new Paper();
      guarded = new Guarded(paper.context, paper.contents);
      paper.onDisk = 'new';
      const looking = look();
      await Promise.resolve();
      paper.write('!');
      await looking;
      await (way === 'keep' ? guarded.keepMine() : guarded.read());
      expect(guarded.isOpen).toBe(false);
      expect(paper.text).toBe(way === 'keep' ? 'old!' : 'new');
      expect(paper.onDisk).toBe(paper.text);
      await paper.context.save();
      expect(paper.saved.at(-1)).toBe(paper.text);
    }
  });

  it('is looked at after a save that was under way, and after one that was given up', async () => {
    let answer: () => void = () => undefined;
    paper.answered = new Promise(done => (answer = done));
    paper.context.saveState.connect(() => {
      paper.onDisk = 'new';
    });
    const saving = paper.context.save();
    const looking = look();
    answer();
    await Promise.all([saving, looking]);
    expect(paper.text).toBe('new');
    paper.write(' and mine');
    paper.isGivenUp = true;
    await expect(paper.context.save()).rejects.toThrow('given up');
    paper.onDisk = 'newer';
    await look();
    expect([guarded.isOpen, guarded.isByClaude]).toEqual([true, true]);
  });
});
