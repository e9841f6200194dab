/** The commands that search in the conversation; the search itself is loaded with the first use. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import { need } from '../common/code';
import type { FindBar } from './bar';

const NO_ARGUMENTS = { args: { type: 'object', properties: {} } };

/** What they work on. */
export interface IFindOptions {
  app: JupyterFrontEnd;
  bar: FindBar.IOptions;
  trans: TranslationBundle;
  palette: ICommandPalette | null;
  /** Bring the panel into view. */
  show: () => void;
}

/** Register them. */
export function addFind({ app, bar: options, trans, palette, show }: IFindOptions): void {
  let bar: FindBar | null = null;
  const open = async (): Promise<void> => {
    const { FindBar } = await need(() => import('./bar'), trans);
    bar ??= new FindBar(options);
    bar.open();
  };
  const isOpen = () => bar?.isAttached === true;
  app.commands.addCommand(CommandIDs.find, {
    label: trans.__('Find in the Conversation…'),
    caption: trans.__('Search all that was said and done in this conversation'),
    describedBy: NO_ARGUMENTS,
    execute: () => {
      show();
      return open();
    }
  });
  app.commands.addCommand(CommandIDs.findNext, {
    label: trans.__('Next Match in the Conversation'),
    describedBy: NO_ARGUMENTS,
    isEnabled: isOpen,
    execute: () => bar?.step(1)
  });
  app.commands.addCommand(CommandIDs.findPrevious, {
    label: trans.__('Previous Match in the Conversation'),
    describedBy: NO_ARGUMENTS,
    isEnabled: isOpen,
    execute: () => bar?.step(-1)
  });
  for (const command of [CommandIDs.find, CommandIDs.findNext, CommandIDs.findPrevious]) {
    palette?.addItem({ command, category: trans.__('Claude') });
  }
}
