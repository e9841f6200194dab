/** A lost connection is told in a line above the page, not in a dialog that blocks it. */
import { IConnectionLost, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IConnectionStatus } from '@jupyterlab/services';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';
import type { JSX } from 'react';

import { painted } from '../common/painted';
import { Banner } from './components/banner';
import { Connection } from './connection';
import type { ISessionInfo } from './session';
import { IServer, ISession } from './tokens';

/** The banner, redrawn when the connection changes. */
class ConnectionBanner extends ReactWidget {
  constructor(
    private readonly connection: Connection,
    private readonly start: (() => void) | null,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.id = 'rc-connection';
    // Always there, so that a screen reader tells when words appear in it.
    this.node.setAttribute('role', 'status');
  }

  protected override render(): JSX.Element {
    return (
      <UseSignal signal={this.connection.changed} initialArgs={this.connection.state}>
        {(_, state = this.connection.state) => (
          <Banner
            answer={state.answer}
            nextAt={state.nextAt}
            retry={this.connection.retry}
            start={this.start}
            signIn={() => {
              window.location.reload();
            }}
            trans={this.trans}
          />
        )}
      </UseSignal>
    );
  }
}

/** Watches the server, and shows the banner. */
export const serverPlugin: JupyterFrontEndPlugin<IServer> = {
  id: '@remote-claude/lab:server',
  description: 'Knows whether the server answers, and says so in a line above the page.',
  autoStart: true,
  requires: [ISession, ITranslator],
  optional: [IConnectionStatus],
  provides: IServer,
  activate: (
    app,
    info: ISessionInfo,
    translator: ITranslator,
    status: IConnectionStatus | null
  ) => {
    const { start } = info;
    const connection = new Connection(app.serviceManager.serverSettings, status);
    const banner = new ConnectionBanner(
      connection,
      start === null
        ? null
        : () => {
            window.location.assign(start);
          },
      translator.load('remote_claude')
    );
    // It says something when the server is gone: not before there is a page to say it in.
    void app.started.then(painted).then(() => {
      Widget.attach(banner, document.body);
    });
    return { connection };
  }
};

/** What JupyterLab calls when one of its own requests could not reach the server. */
export const connectionLost: JupyterFrontEndPlugin<IConnectionLost> = {
  id: '@remote-claude/lab:connection-lost',
  description: 'Replaces the dialog about a lost connection.',
  autoStart: true,
  requires: [IServer],
  provides: IConnectionLost,
  activate: (_, server: IServer) => () => {
    server.connection.lost();
    return Promise.resolve();
  }
};
