/** A session that has little room for its files says so, once for each level. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';

import type { DiskShort } from '../api/types';
import { formatBytes } from '../common/format';
import { ILater } from '../tokens';
import { isWorse } from './rules';

const SHOWN_MS = 15_000;

/** What a person has to know of it, and can do. */
export function shortageText(short: DiskShort, trans: TranslationBundle): string {
  const { used_bytes: used, limit_bytes: limit, free_bytes: free } = short;
  if (typeof used === 'number' && typeof limit === 'number') {
    return trans.__(
      'Your files take %1 of %2. Delete what you do not need.',
      formatBytes(used),
      formatBytes(limit)
    );
  }
  return trans.__(
    'The disk of this session has %1 left. Delete what you do not need, or tell an administrator.',
    formatBytes(free)
  );
}

export const room: JupyterFrontEndPlugin<void> = {
  id: '@remote-claude/lab:room',
  description: 'Tells when there is little room left for files.',
  autoStart: true,
  requires: [ILater, ITranslator],
  activate: (_app, later: ILater, translator: ITranslator) => {
    const trans = translator.load('remote_claude');
    let told: DiskShort | null = null;
    let last = '';
    void later.claude.then(claude => {
      const look = () => {
        const short = claude.health?.disk_short ?? null;
        if (claude.health === null) {
          return;
        }
        if (short === null) {
          Notification.dismiss(last); // there is room again
        } else if (isWorse(told, short)) {
          Notification.dismiss(last);
          const text = shortageText(short, trans);
          const show = short.level === 'full' ? Notification.error : Notification.warning;
          last = show(text, { autoClose: SHOWN_MS }); // the bell goes on telling
        }
        told = short;
      };
      claude.healthChanged.connect(look);
      look();
    });
  }
};
