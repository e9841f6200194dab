import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { ApiError } from '../../api/errors';
import type { Health } from '../../api/types';
import type { ILater, IRemoteClaude } from '../../tokens';
import { farewell } from '../farewell';

class Claude {
  health: Health | null = null;
  readonly healthChanged = new Signal<this, Health | null>(this);

  left = 0;

  tell(seconds: number | null): void {
    this.health = { stops_in_seconds: seconds, extensions_left: this.left } as Health;
    this.healthChanged.emit(this.health);
  }

  keepLonger(): Promise<void> {
    if (this.left === 0) {
      const refused = { code: 'conflict', message: 'No longer.', status: 409 };
      return Promise.reject(new ApiError(refused));
    }
    this.left -= 1;
    this.tell((this.health?.stops_in_seconds ?? 0) + 3600);
    return Promise.resolve();
  }
}

async function begin(): Promise<Claude> {
  const claude = new Claude();
  const later = { claude: Promise.resolve(claude as unknown as IRemoteClaude) } as ILater;
  await farewell.activate({} as never, later, nullTranslator);
  await later.claude;
  return claude;
}

const last = () => Notification.manager.notifications[0]!;
const told = () => Notification.manager.notifications.map(one => one.message);

describe('a session that stops', () => {
  afterEach(() => {
    Notification.dismiss();
  });

  it('says so twice, and shows the last word alone', async () => {
    const claude = await begin();
    claude.tell(3600);
    expect(told()).toEqual([]);
    claude.tell(880);
    claude.tell(820);
    expect(told()).toHaveLength(1);
    claude.tell(290);
    expect(told()).toHaveLength(1);
    expect(told()[0]).toContain('5 min');
  });

  it('offers to be kept longer, where it may be, and takes the word back', async () => {
    const claude = await begin();
    claude.tell(800);
    expect(last().options.actions).toEqual([]);
    claude.left = 1;
    claude.tell(250);
    const [keep] = last().options.actions ?? [];
    expect(keep?.label).toBe('Keep it 1 h more');
    keep?.callback(new MouseEvent('click'));
    await vi.waitFor(() => {
      expect(told()).toEqual(['This session stops in 1 h now.']);
    });
    // The hub counts: another page may have been quicker.
    keep?.callback(new MouseEvent('click'));
    await vi.waitFor(() => {
      expect(told()).toContain('This is not possible now: No longer.');
    });
  });

  it('takes it back where it has been started again', async () => {
    const claude = await begin();
    claude.tell(200);
    expect(told()).toHaveLength(1);
    claude.tell(28_800);
    expect(told()).toEqual([]);
  });
});
