import { Notification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { Code, need } from '../code';
import { Later } from '../later';

const trans = nullTranslator.load('remote_claude');

function flaky(failures: number) {
  const load = vi.fn(() =>
    failures-- > 0 ? Promise.reject(new Error('gone')) : Promise.resolve('the panel')
  );
  return { load, code: new Code(load) };
}

async function draw(code: Code<string>) {
  await act(async () => {
    render(
      <Later code={code} trans={trans}>
        {value => <p>{value}</p>}
      </Later>
    );
    await Promise.resolve();
  });
}

describe('code that comes later', () => {
  afterEach(cleanup);

  it('is loaded once, however many ask', async () => {
    const { load, code } = flaky(0);
    expect(await Promise.all([code.load(), code.load()])).toEqual(['the panel', 'the panel']);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is there at once where it was loaded before', async () => {
    const { code } = flaky(0);
    await code.load();
    render(
      <Later code={code} trans={trans}>
        {value => <p>{value}</p>}
      </Later>
    );
    expect(screen.getByText('the panel')).toBeDefined();
  });

  it('leaves a sentence and a Retry where it does not come, and comes then', async () => {
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    const { code } = flaky(1);
    await draw(code);
    expect(screen.getByRole('alert').textContent).toContain('could not be loaded');
    await act(async () => {
      screen.getByRole('button', { name: 'Retry' }).click();
      await Promise.resolve();
    });
    expect(screen.getByText('the panel')).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('comes by itself when the network is back', async () => {
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    const { code } = flaky(1);
    await draw(code);
    await act(async () => {
      window.dispatchEvent(new Event('online'));
      await Promise.resolve();
    });
    expect(screen.getByText('the panel')).toBeDefined();
  });
});

describe('code behind a command', () => {
  it('is offered again by a notification where it does not come', async () => {
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    const { load } = flaky(2);
    const needed = need(load, trans);
    for (let tries = 1; tries <= 2; tries++) {
      const told = await vi.waitUntil(() => Notification.manager.notifications[0]);
      expect(told.message).toContain('could not be loaded');
      told.options.actions?.[0]?.callback(new MouseEvent('click'));
      Notification.dismiss(told.id);
    }
    expect(await needed).toBe('the panel');
    expect(load).toHaveBeenCalledTimes(3);
  });
});
