import { Signal } from '@lumino/signaling';
import { describe, expect, it } from 'vitest';

import type { Earlier } from '../history';
import { seek } from '../seeking';

/** A conversation of a hundred frames, of which the last ten are here. */
class Shown {
  id: string | null = 'a';
  isLoaded = true;
  readonly changed = new Signal<this, void>(this);
  answer: 'page' | 'failed' | 'other' = 'page';
  readonly history = {
    first: 90,
    earlier: 'some' as Earlier,
    keyAt: (seq: number) => `row ${seq}`,
    load: async () => {
      await Promise.resolve();
      if (this.answer === 'page') {
        this.history.first -= 30;
        return true;
      }
      if (this.answer === 'failed') {
        this.history.earlier = 'failed';
      } else {
        this.id = 'b';
      }
      return false;
    }
  };
}

describe('seeking', () => {
  it('reads back until the place is here', async () => {
    const shown = new Shown();
    await expect(seek(shown, 95)).resolves.toBe('row 95');
    expect(shown.history.first).toBe(90);
    await expect(seek(shown, 12)).resolves.toBe('row 12');
    expect(shown.history.first).toBe(0);
  });

  it('waits until the conversation is here', async () => {
    const shown = new Shown();
    shown.isLoaded = false;
    const place = seek(shown, 95);
    shown.isLoaded = true;
    shown.changed.emit();
    await expect(place).resolves.toBe('row 95');
  });

  it('gives up where somebody goes elsewhere, and says so where it cannot be read', async () => {
    const left = new Shown();
    left.answer = 'other';
    await expect(seek(left, 12)).resolves.toBeNull();
    const broken = new Shown();
    broken.answer = 'failed';
    await expect(seek(broken, 12)).rejects.toMatchObject({ code: 'network' });
  });
});
