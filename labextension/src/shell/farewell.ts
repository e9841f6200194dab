/** A session that stops for its age says so, a quarter of an hour and five minutes before. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';

import { formatRest } from '../common/format';
import { ILater } from '../tokens';
import { keepLonger } from './keeping';
import { toWarning } from './rules';

const SHOWN_MS = 15_000;

export const farewell: JupyterFrontEndPlugin<void> = {
  id: '@remote-claude/lab:farewell',
  description: 'Tells in time that the session is going to stop.',
  autoStart: true,
  requires: [ILater, ITranslator],
  activate: (_app, later: ILater, translator: ITranslator) => {
    const trans = translator.load('remote_claude');
    let told: number | null = null;
    let last = '';
    void later.claude.then(claude => {
      const look = () => {
        const seconds = claude.health?.stops_in_seconds;
        const warning = toWarning(told, seconds);
        if (warning === told) {
          return;
        }
        told = warning;
        Notification.dismiss(last);
        if (typeof seconds === 'number' && warning !== null) {
          last = Notification.warning(
            trans.__(
              'This session stops in %1. Files and conversations stay; what Claude does then ends as interrupted.',
              formatRest(seconds * 1000)
            ),
            {
              autoClose: SHOWN_MS, // the status bar goes on telling and offering it
              actions: claude.health?.extensions_left
                ? [
                    {
                      label: trans.__('Keep it 1 h more'),
                      callback: () => void keepLonger(claude, trans)
                    }
                  ]
                : []
            }
          );
        }
      };
      claude.healthChanged.connect(look);
      look();
    });
  }
};
