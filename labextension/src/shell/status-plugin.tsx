/** Status bar: is the server there, what may Claude do, what has it cost. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { JSX } from 'react';

import { CommandIDs } from '../commands';
import { keysOf } from '../keys';
import { ILater, type IRemoteClaude } from '../tokens';
import { ModeStatus, ServerStatus, SpendStatus, StopStatus } from './components/status';
import { keepLonger } from './keeping';
import { sumUsd } from './rules';
import { IServer } from './tokens';

/** What belongs to the conversations: drawn again when one of them changes. */
class ConversationsItem extends ReactWidget {
  constructor(
    private readonly claude: IRemoteClaude,
    private readonly draw: () => JSX.Element | null
  ) {
    super();
  }

  protected override render(): JSX.Element {
    return <UseSignal signal={this.claude.conversationsChanged}>{() => this.draw()}</UseSignal>;
  }
}

export const status: JupyterFrontEndPlugin<void> = {
  id: '@remote-claude/lab:status',
  description: 'Shows in the status bar whether the server answers and what Claude may do.',
  autoStart: true,
  requires: [IStatusBar, IServer, ITranslator],
  optional: [ILater],
  activate: (
    app,
    bar: IStatusBar,
    server: IServer,
    translator: ITranslator,
    later: ILater | null
  ) => {
    const { connection } = server;
    const trans = translator.load('remote_claude');
    const item = ReactWidget.create(
      <UseSignal signal={connection.changed} initialArgs={connection.state}>
        {(_, state = connection.state) => <ServerStatus answer={state.answer} trans={trans} />}
      </UseSignal>
    );
    bar.registerStatusItem('@remote-claude/lab:server', { item, align: 'left', rank: -2 });
    void later?.claude.then(claude => {
      const { commands } = app;
      const stop = ReactWidget.create(
        <UseSignal signal={claude.healthChanged} initialArgs={claude.health}>
          {(_, health) =>
            typeof health?.stops_in_seconds === 'number' ? (
              <StopStatus
                seconds={health.stops_in_seconds}
                keep={health.extensions_left ? () => void keepLonger(claude, trans) : null}
                trans={trans}
              />
            ) : null
          }
        </UseSignal>
      );
      bar.registerStatusItem('@remote-claude/lab:stop', { item: stop, align: 'left', rank: 1 });
      /** The permission mode of the conversation that the panel shows; nothing where there is none. */
      const mode = new ConversationsItem(claude, () => {
        const shown = claude.conversations.find(one => one.id === claude.current);
        return shown ? (
          <ModeStatus
            mode={shown.mode}
            keys={keysOf(commands, CommandIDs.mode)}
            show={() => void commands.execute(CommandIDs.mode)}
            trans={trans}
          />
        ) : null;
      });
      bar.registerStatusItem('@remote-claude/lab:mode', { item: mode, align: 'left', rank: -1 });
      const spend = new ConversationsItem(claude, () => {
        const usd = sumUsd(claude.conversations.map(one => one.cost_usd));
        return Number(usd) > 0 ? (
          <SpendStatus
            usd={usd}
            keys={keysOf(commands, CommandIDs.usage)}
            show={() => void commands.execute(CommandIDs.usage)}
            trans={trans}
          />
        ) : null;
      });
      bar.registerStatusItem('@remote-claude/lab:spend', { item: spend, align: 'left', rank: 0 });
    });
  }
};
