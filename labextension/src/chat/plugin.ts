/** The plugin of the panel: models, widget, commands. */

import {
  IConnectionLost,
  IRouter,
  JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Clipboard, ICommandPalette } from '@jupyterlab/apputils';
import { URLExt } from '@jupyterlab/coreutils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ServerConnection } from '@jupyterlab/services';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Menu } from '@lumino/widgets';

import { Client } from '../api/client';
import { BudgetsModel } from '../budgets/model';
import { Comments } from '../changes/comments';
import { CommandIDs } from '../commands';
import { ConversationsModel } from '../conversations/model';
import { addFind } from '../find/commands';
import { keysOf } from '../keys';
import { PlanComments } from '../plan/comments';
import { openPlan } from '../plan/open';
import { CHAT_ID, IRemoteClaude, PANEL_ID } from '../tokens';
import type { PanelHost } from './host';
import { Alerts } from './alerts';
import { addCommands } from './commands';
import type { ITools } from './components/context';
import { DENSITIES } from './density';
import { addDensity } from './density-plugin';
import { createDrawing } from './draw';
import { Drafts } from './drafts';
import { toEarlyKey } from './early';
import { sendEarly } from './early-sending';
import { ChatModel } from './model';
import { insertion } from './insertion-plugin';
import { dropLink, readLink } from './linked';
import { createReading } from './reading';
import { rememberOpen } from './remember';
import { RemoteClaude } from './service';
import { openDocuments } from '../writing/documents';
import { toPictureOf } from '../writing/pictures';
import { createSelection, selecting } from '../writing/selection-plugin';
import { Intake } from '../writing/taking';
import { createUpload } from '../writing/upload';
import { IPanelHost } from './tokens';
import { PanelUi } from './ui';
import { ChatPanel } from './view';

const TERMINALS = '@jupyterlab/terminal-extension:plugin';
const OPEN_TERMINAL = 'terminal:open';

const chat: JupyterFrontEndPlugin<IRemoteClaude> = {
  id: '@remote-claude/lab:conversations',
  description: 'The Claude panel: conversations, approvals, composer.',
  provides: IRemoteClaude,
  requires: [IPanelHost, IRenderMimeRegistry],
  optional: [
    ITranslator,
    IStateDB,
    ICommandPalette,
    ISettingRegistry,
    JupyterFrontEnd.IPaths,
    IConnectionLost,
    IRouter
  ],
  activate: (
    app: JupyterFrontEnd,
    host: PanelHost,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null,
    stateDB: IStateDB | null,
    palette: ICommandPalette | null,
    registry: ISettingRegistry | null,
    paths: JupyterFrontEnd.IPaths | null,
    lost: IConnectionLost | null,
    router: IRouter | null
  ): IRemoteClaude => {
    const language = translator ?? nullTranslator;
    const trans = language.load('remote_claude');
    const { contents, serverSettings } = app.serviceManager;
    const client = new Client(serverSettings);
    // A server that was away for less than JupyterLab looks: it does not know this browser now.
    client.lockedOut.connect((_, { message }) => {
      void lost?.(app.serviceManager, new ServerConnection.NetworkError(new TypeError(message)));
    });
    const conversations = new ConversationsModel(client);
    const budgets = new BudgetsModel(client);
    conversations.changed.connect(() => {
      budgets.noteSpent(conversations.items.map(each => each.cost_usd).join());
    });
    const drafts = new Drafts(window.localStorage, serverSettings.baseUrl);
    const comments = new Comments(window.localStorage, serverSettings.baseUrl);
    const planComments = new PlanComments(window.localStorage, serverSettings.baseUrl);
    const model = new ChatModel({ client, drafts, trans });
    const intake = new Intake({
      unsent: model.unsent,
      toPicture: toPictureOf,
      upload: createUpload(contents),
      trans
    });
    const toLocalPath = (path: string) => contents.localPath(path);
    const selection = createSelection({ trans, toLocalPath }, registry, CHAT_ID);
    const ui = new PanelUi(window.sessionStorage);
    const show = () => {
      app.shell.activateById(PANEL_ID);
    };
    addCommands({ app, chat: model, conversations, ui, trans, palette, show });
    addDensity({ app, plugin: CHAT_ID, ui, trans, palette, registry });
    const openAtQuestion = (id: string) => {
      model.open(id);
      show();
      ui.focus('approval');
    };
    const alerts = new Alerts({
      conversations,
      trans,
      storage: window.localStorage,
      onOpen: openAtQuestion
    });
    void followAlerts(registry, alerts);
    const tools: Omit<ITools, 'workspace' | 'density'> = {
      trans,
      ...createDrawing({
        rendermime,
        translator: language,
        filesUrl: URLExt.join(serverSettings.baseUrl, 'files/')
      }),
      copy: text => {
        Clipboard.copyToSystem(text);
      },
      insert: text => {
        void app.commands.execute(CommandIDs.insert, { text });
      },
      openFile: (path, line) => {
        void app.commands.execute(CommandIDs.openFile, { path, line });
      },
      readText: createReading(contents, () => conversations.health?.workspace ?? ''),
      keysOf: command => keysOf(app.commands, command),
      opened: new Map()
    };
    const claude = new RemoteClaude({ chat: model, comments, selection, conversations, ui, show });
    const panel = new ChatPanel(host, {
      chat: model,
      comments,
      planComments,
      openPlan: (conversation, approval) => {
        const giveBack = (to: string, text: string) => {
          claude.open(to);
          model.unsent.setText([model.unsent.text, text].filter(part => part !== '').join('\n'));
        };
        const options = { app, client, claude, comments: planComments, tools, giveBack };
        void openPlan(options, conversation, approval);
      },
      review: (conversation, turn, number) => {
        void app.commands.execute(CommandIDs.changes, { conversation, turn, number });
      },
      client,
      intake,
      selection,
      toLocalPath,
      openDocuments: () => openDocuments(app.shell.widgets('main'), app.shell.currentWidget),
      conversations,
      ui,
      alerts,
      budgets,
      me: () => app.serviceManager.user.identity?.username ?? null,
      openMenu: createMenu(app, trans),
      openTerminal: app.hasPlugin(TERMINALS)
        ? name => void app.commands.execute(OPEN_TERMINAL, { name })
        : null,
      tools
    });
    addFind({
      app,
      bar: {
        host,
        chat: model,
        ui,
        opened: tools.opened,
        workspace: () => conversations.health?.workspace ?? '',
        translator: language
      },
      trans,
      palette,
      show
    });
    if (stateDB !== null) {
      void rememberOpen({
        key: `${CHAT_ID}:open:${serverSettings.baseUrl}`,
        stateDB,
        tab: window.sessionStorage,
        chat: model,
        conversations
      });
    }
    const linked = readLink(window);
    if (linked !== null) {
      model.open(linked);
      // In a new workspace JupyterLab writes the address that it began with once more.
      router?.routed.connect(() => {
        dropLink(window);
      });
      // What is laid out on a first start would cover it.
      void app.restored.then(() => {
        dropLink(window);
        openAtQuestion(linked);
      });
    }
    const { hubUser = '', hubServerName = '' } = paths?.urls ?? {};
    void app.restored.then(() =>
      sendEarly({
        storage: window.sessionStorage,
        key: toEarlyKey(hubUser, hubServerName),
        chat: model,
        drafts,
        show: id => {
          model.open(id);
          claude.focusComposer();
        }
      })
    );
    host.disposed.connect(() => {
      panel.dispose();
      alerts.dispose();
      budgets.dispose();
      intake.dispose();
      selection.dispose();
      model.dispose();
      conversations.dispose();
    });
    return claude;
  }
};

/** Whether the system is told of questions is a setting. */
async function followAlerts(registry: ISettingRegistry | null, alerts: Alerts): Promise<void> {
  const settings = await registry?.load(CHAT_ID);
  const read = () => {
    alerts.isOn = settings?.composite['notifications'] !== false;
  };
  settings?.changed.connect(read);
  read();
}

/** The panel's menu, opened below an element. */
function createMenu(app: JupyterFrontEnd, trans: TranslationBundle) {
  const menu = new Menu({ commands: app.commands });
  menu.title.label = trans.__('Claude');
  for (const command of [
    CommandIDs.newConversation,
    CommandIDs.list,
    CommandIDs.find,
    CommandIDs.stop
  ]) {
    menu.addItem({ command });
  }
  menu.addItem({ type: 'separator' });
  for (const density of DENSITIES) {
    menu.addItem({ command: CommandIDs.density, args: { density } });
  }
  menu.addItem({ type: 'separator' });
  menu.addItem({ command: CommandIDs.remove });
  return (anchor: HTMLElement) => {
    const { right, bottom } = anchor.getBoundingClientRect();
    menu.open(right, bottom, { horizontalAlignment: 'right' });
  };
}

export const chatPlugins: JupyterFrontEndPlugin<unknown>[] = [chat, selecting, insertion];
