import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { afterEach, describe, expect, it } from 'vitest';

import type { DiskShort, Health } from '../../api/types';
import type { ILater, IRemoteClaude } from '../../tokens';
import { room } from '../room';

const GIB = 2 ** 30;

class Claude {
  health: Health | null = null;
  readonly healthChanged = new Signal<this, Health | null>(this);

  tell(short: DiskShort | null): void {
    this.health = { disk_short: short } as Health;
    this.healthChanged.emit(this.health);
  }
}

async function begin(): Promise<Claude> {
  const claude = new Claude();
  const later = { claude: Promise.resolve(claude as unknown as IRemoteClaude) } as ILater;
  await room.activate({} as never, later, nullTranslator);
  await later.claude;
  return claude;
}

const told = () => Notification.manager.notifications.map(one => one.message);

function files(level: DiskShort['level'], used: number): DiskShort {
  return { level, free_bytes: 20 * GIB, used_bytes: used * GIB, limit_bytes: 10 * GIB };
}

describe('a session whose files take much', () => {
  afterEach(() => {
    Notification.dismiss();
  });

  it('says so once near the end and once at it, the last word alone', async () => {
    const claude = await begin();
    claude.tell(null);
    expect(told()).toEqual([]);
    claude.tell(files('near', 9.2));
    claude.tell(files('near', 9.4));
    expect(told()).toEqual(['Your files take 9.2 GiB of 10 GiB. Delete what you do not need.']);
    claude.tell(files('full', 10.5));
    claude.tell(files('near', 9.9));
    expect(told()).toHaveLength(1);
    expect(told()[0]).toContain('10.5 GiB of 10 GiB');
  });

  it('takes the word back when there is room, and gives it again when there is not', async () => {
    const claude = await begin();
    const short: DiskShort = { level: 'near', free_bytes: 0.5 * GIB };
    claude.tell(short);
    expect(told()[0]).toContain('The disk of this session has 512 MiB left.');
    claude.tell(null);
    expect(told()).toEqual([]);
    claude.tell(short);
    expect(told()).toHaveLength(1);
  });
});
