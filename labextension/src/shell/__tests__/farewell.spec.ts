import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { afterEach, describe, expect, it } from 'vitest';

import type { Health } from '../../api/types';
import type { ILater, IRemoteClaude } from '../../tokens';
import { farewell } from '../farewell';

class Claude {
  health: Health | null = null;
  readonly healthChanged = new Signal<this, Health | null>(this);

  tell(seconds: number | null): void {
    this.health = { stops_in_seconds: seconds } as Health;
    this.healthChanged.emit(this.health);
  }
}

async function begin(): Promise<Claude> {
  const claude = new Claude();
  const later = { claude: Promise.resolve(claude as unknown as IRemoteClaude) } as ILater;
  await farewell.activate({} as never, later, nullTranslator);
  await later.claude;
  return claude;
}

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

  it('takes it back where it has been started again', async () => {
    const claude = await begin();
    claude.tell(200);
    expect(told()).toHaveLength(1);
    claude.tell(28_800);
    expect(told()).toEqual([]);
  });
});
