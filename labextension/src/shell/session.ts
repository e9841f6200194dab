/** Whose session this is, read once from what the page was given. */
import type { JupyterFrontEnd } from '@jupyterlab/application';

export interface ISessionInfo {
  /** The session's id at the hub; without a hub the name of its folder. */
  readonly name: string;
  /** Who signed in; empty without a hub. */
  readonly user: string;
  /** Whether a hub stands before this server. */
  readonly hub: boolean;
}

/** What the page says; `root` is the folder that the server serves. */
export function readSession(paths: JupyterFrontEnd.IPaths, root: string): ISessionInfo {
  const { hubPrefix = '', hubUser = '', hubServerName = '' } = paths.urls;
  const folder = root.split('/').filter(Boolean).pop() ?? '';
  return {
    name: hubServerName || folder || 'workspace',
    user: hubUser,
    hub: hubPrefix !== ''
  };
}
