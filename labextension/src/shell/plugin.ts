/** The plugins of the desktop. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { branding, session } from './branding';
import { connectionLost, serverPlugin } from './connection-plugin';
import { farewell } from './farewell';
import { files } from './files';
import { launcher } from './launcher';
import { layout } from './layout';
import { room } from './room';
import { status } from './status-plugin';

export const shellPlugins: JupyterFrontEndPlugin<unknown>[] = [
  session,
  branding,
  serverPlugin,
  connectionLost,
  launcher,
  layout,
  files,
  status,
  farewell,
  room
];
