/** Status bar: is the server there, what may Claude do. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { JSX } from 'react';

import { CommandIDs } from '../commands';
import { IRemoteClaude } from '../tokens';
import { ModeStatus, ServerStatus } from './components/status';
import { IServer } from './tokens';

/** The permission mode of the conversation that the panel shows; nothing where there is none. */
class ModeItem extends ReactWidget {
  constructor(
    private readonly claude: IRemoteClaude,
    private readonly focus: () => void,
    private readonly trans: TranslationBundle
  ) {
    super();
  }

  protected override render(): JSX.Element {
    return (
      <UseSignal signal={this.claude.conversationsChanged}>
        {() => {
          const shown = this.claude.conversations.find(one => one.id === this.claude.current);
          return shown ? (
            <ModeStatus mode={shown.mode} show={this.focus} trans={this.trans} />
          ) : null;
        }}
      </UseSignal>
    );
  }
}

export const status: JupyterFrontEndPlugin<void> = {
  id: '@remote-claude/lab:status',
  description: 'Shows in the status bar whether the server answers and what Claude may do.',
  autoStart: true,
  requires: [IStatusBar, IServer, ITranslator],
  optional: [IRemoteClaude],
  activate: (
    app,
    bar: IStatusBar,
    server: IServer,
    translator: ITranslator,
    claude: IRemoteClaude | null
  ) => {
    const { connection } = server;
    const trans = translator.load('remote_claude');
    const item = ReactWidget.create(
      <UseSignal signal={connection.changed} initialArgs={connection.state}>
        {(_, state = connection.state) => <ServerStatus answer={state.answer} trans={trans} />}
      </UseSignal>
    );
    bar.registerStatusItem('@remote-claude/lab:server', { item, align: 'left', rank: -2 });
    if (claude) {
      const show = (): void => void app.commands.execute(CommandIDs.focusComposer);
      const mode = new ModeItem(claude, show, trans);
      bar.registerStatusItem('@remote-claude/lab:mode', { item: mode, align: 'left', rank: -1 });
    }
  }
};
