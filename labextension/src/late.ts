/** The plugins that start when the desktop stands, in a file of their own; nothing else. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import '../style/late.js';
import { changesPlugins } from './changes/plugin';
import { chatPlugins } from './chat/plugin';
import { filesPlugins } from './files/plugin';
import { tour } from './tour/plugin';

export const late: readonly JupyterFrontEndPlugin<unknown>[] = [
  ...chatPlugins,
  ...changesPlugins,
  ...filesPlugins,
  tour
];
