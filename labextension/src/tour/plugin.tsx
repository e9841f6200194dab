/** The plugin of the welcome tour: a command, and the card while it lasts. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';

import { CommandIDs } from '../commands';
import { IRemoteClaude } from '../tokens';
import { boxOf, Tour } from './components/tour';
import { toSteps } from './words';

export const tour: JupyterFrontEndPlugin<void> = {
  id: '@remote-claude/lab:tour',
  description: 'A short tour of the desktop, for the first day.',
  requires: [ITranslator],
  optional: [ICommandPalette, IRemoteClaude],
  activate: (
    app,
    translator: ITranslator,
    palette: ICommandPalette | null,
    claude: IRemoteClaude | null
  ) => {
    const trans = translator.load('remote_claude');
    let widget: Widget | null = null;
    let before: Element | null = null;
    const end = () => {
      widget?.dispose();
      widget = null;
      if (before instanceof HTMLElement && document.activeElement === document.body) {
        before.focus();
      }
    };
    const isWorking = () => claude?.conversations.some(one => one.state === 'working') ?? false;
    // It never lies over a running chat.
    claude?.conversationsChanged.connect(() => {
      if (widget !== null && isWorking()) {
        end();
      }
    });
    app.commands.addCommand(CommandIDs.tour, {
      label: trans.__('Welcome Tour'),
      caption: trans.__('See in a minute what is where'),
      describedBy: { args: { type: 'object', properties: {} } },
      isEnabled: () => !isWorking(),
      execute: () => {
        end();
        const steps = toSteps(trans).filter(
          step => boxOf(document.querySelector(step.target)) !== null
        );
        before = document.activeElement;
        widget = ReactWidget.create(<Tour steps={steps} onEnd={end} trans={trans} />);
        widget.addClass('rc-tour-host');
        Widget.attach(widget, document.body);
      }
    });
    palette?.addItem({ command: CommandIDs.tour, category: trans.__('Claude') });
  }
};
