/** Code that comes in a file of its own, when it is needed first. */

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Loaded once; where that fails, the next one who asks tries again. */
export class Code<T> {
  constructor(private readonly _import: () => Promise<T>) {}

  /** What was loaded, or null. */
  get value(): T | null {
    return this._value;
  }

  /** Load it, or wait for whoever does so already. */
  load(): Promise<T> {
    this._loading ??= this._read();
    return this._loading;
  }

  private async _read(): Promise<T> {
    try {
      this._value = await this._import();
      return this._value;
    } catch (error) {
      this._loading = null;
      throw error;
    }
  }

  private _value: T | null = null;
  private _loading: Promise<T> | null = null;
}

/** What to say where code does not come. */
export function missing(trans: TranslationBundle): string {
  return trans.__('This part could not be loaded from the session. Does it still run?');
}

/** The code behind a command: where it does not come, a notification offers to try again. */
export async function need<T>(load: () => Promise<T>, trans: TranslationBundle): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      console.error('Code could not be loaded.', error);
      await new Promise<void>(resolve => {
        const retry = {
          label: trans.__('Retry'),
          callback: () => {
            resolve();
          }
        };
        Notification.error(missing(trans), { autoClose: false, actions: [retry] });
      });
    }
  }
}
