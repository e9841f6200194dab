/** What the parts of the desktop offer each other. */
import { Token } from '@lumino/coreutils';

import type { Connection } from './connection';
import type { ISessionInfo } from './session';

/** Token of the session that this page belongs to. */
export const ISession = new Token<ISessionInfo>(
  '@remote-claude/lab:ISession',
  'The session that this page belongs to: its name, its user, the way to the hub.'
);

/** Whether the server answers. */
export interface IServer {
  readonly connection: Connection;
}

/** Token of `IServer`. */
export const IServer = new Token<IServer>(
  '@remote-claude/lab:IServer',
  'Whether the server behind this page answers.'
);
