/** Keeping a session longer than its age allows, where the operator lets people do that. */
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { explain } from '../api/errors';
import { formatRest } from '../common/format';
import type { IRemoteClaude } from '../tokens';

const SHOWN_MS = 8000;

/** Keep it one hour more, and say until when, or why not. */
export async function keepLonger(claude: IRemoteClaude, trans: TranslationBundle): Promise<void> {
  try {
    await claude.keepLonger();
    const seconds = claude.health?.stops_in_seconds ?? 0;
    Notification.success(trans.__('This session stops in %1 now.', formatRest(seconds * 1000)), {
      autoClose: SHOWN_MS
    });
  } catch (error) {
    const { message, remedy } = explain(error, trans);
    Notification.error(`${message} ${remedy ?? ''}`.trim(), { autoClose: SHOWN_MS });
  }
}
