/** The list of plugins that start with JupyterLab; nothing else. `late.ts` has the others. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { place } from './chat/place';
import { later } from './later';
import { shellPlugins } from './shell/plugin';

const plugins: JupyterFrontEndPlugin<unknown>[] = [later, place, ...shellPlugins];

export default plugins;
