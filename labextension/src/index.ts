/** The list of plugins; nothing else. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { changesPlugins } from './changes/plugin';
import { chatPlugins } from './chat/plugin';
import { filesPlugins } from './files/plugin';
import { shellPlugins } from './shell/plugin';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  ...chatPlugins,
  ...changesPlugins,
  ...filesPlugins,
  ...shellPlugins
];

export default plugins;
