/** Whose session this is, read once from what the page was given. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';

export interface ISessionInfo {
  /** How people call the session; without a hub the name of its folder. */
  readonly name: string;
  /** Who signed in; empty without a hub. */
  readonly user: string;
  /** Whether a hub stands before this server. */
  readonly hub: boolean;
  /** The page that starts it where it does not run; null without a hub. */
  readonly start: string | null;
}

/** What the page says; `root` is the folder that the server serves. */
export function readSession(paths: JupyterFrontEnd.IPaths, root: string): ISessionInfo {
  const { hubPrefix = '', hubUser = '', hubServerName = '' } = paths.urls;
  const folder = root.split('/').filter(Boolean).pop() ?? '';
  return {
    name: PageConfig.getOption('remoteClaudeTitle') || hubServerName || folder || 'workspace',
    user: hubUser,
    hub: hubPrefix !== '',
    start: hubPrefix === '' ? null : `${hubPrefix}start/${encodeURIComponent(hubServerName)}`
  };
}
