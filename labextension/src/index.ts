/** The list of plugins; nothing else. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { chatPlugins } from './chat/plugin';
import { shellPlugins } from './shell/plugin';

const plugins: JupyterFrontEndPlugin<unknown>[] = [...chatPlugins, ...shellPlugins];

export default plugins;
