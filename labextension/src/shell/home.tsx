/** Home as a widget: gathers what the page shows from the launcher, the keys and the conversations. */
import type { ILauncher } from '@jupyterlab/launcher';
import type { TranslationBundle } from '@jupyterlab/translation';
import { fileIcon, terminalIcon, UseSignal, VDomRenderer } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { JSX } from 'react';

import { CommandIDs } from '../commands';
import { panelIcon } from '../icons';
import type { ILater, IRemoteClaude } from '../tokens';
import { LabCommandIDs, ShellCommandIDs } from './commands';
import { Home, type IAction, type ICard, type IShortcut } from './components/home';

export interface IHomeOptions {
  readonly model: ILauncher.IModel;
  readonly commands: CommandRegistry;
  /** What starts with the conversations; null where nothing does. */
  readonly later: ILater | null;
  readonly name: string;
  /** The folder that the file browser shows, for cards that make a file. */
  readonly folder: () => string;
  readonly trans: TranslationBundle;
}

/** Commands that come with the conversations. */
const LATER: ReadonlySet<string> = new Set([CommandIDs.newConversation, CommandIDs.tour]);

export class HomeWidget extends VDomRenderer<ILauncher.IModel> {
  constructor(private readonly options: IHomeOptions) {
    super(options.model);
    this.addClass('rc-home');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', options.trans.__('Home'));
    options.commands.keyBindingChanged.connect(this.onKeysChanged, this);
  }

  /** The conversations, when they are there. */
  set claude(claude: IRemoteClaude | null) {
    this._claude = claude;
    this.update();
  }

  override dispose(): void {
    this.options.commands.keyBindingChanged.disconnect(this.onKeysChanged, this);
    super.dispose();
  }

  protected override render(): JSX.Element {
    const { _claude: claude } = this;
    if (!claude) {
      return this.draw(null);
    }
    return <UseSignal signal={claude.conversationsChanged}>{() => this.draw(claude)}</UseSignal>;
  }

  private draw(claude: IRemoteClaude | null): JSX.Element {
    const { name, trans } = this.options;
    return (
      <Home
        name={name}
        actions={this.actions()}
        cards={this.cards()}
        shortcuts={this.shortcuts()}
        tour={this.has(CommandIDs.tour) ? this.runner(CommandIDs.tour) : null}
        conversations={claude?.conversations ?? []}
        open={id => {
          claude?.open(id);
        }}
        trans={trans}
      />
    );
  }

  private actions(): IAction[] {
    const { trans } = this.options;
    const all: IAction[] = [
      {
        id: CommandIDs.newConversation,
        label: trans.__('New conversation'),
        hint: trans.__('Ask, and watch what Claude does'),
        icon: panelIcon,
        run: this.runner(CommandIDs.newConversation)
      },
      {
        id: ShellCommandIDs.terminal,
        label: trans.__('Claude in a terminal'),
        hint: trans.__('The claude command, as you know it'),
        icon: terminalIcon,
        run: this.runner(ShellCommandIDs.terminal)
      },
      {
        id: LabCommandIDs.openPath,
        label: trans.__('Open a file or folder'),
        hint: trans.__('By its path in the workspace'),
        icon: fileIcon,
        run: this.runner(LabCommandIDs.openPath)
      }
    ];
    return all.filter(action => this.has(action.id));
  }

  private cards(): ICard[] {
    const { commands, folder, model } = this.options;
    return Array.from(model.items())
      .filter(item => isOffered(item, commands))
      .sort(inOrder)
      .map(item => {
        const args = { ...item.args, cwd: folder() };
        return {
          key: `${item.command} ${JSON.stringify(item.args ?? {})}`,
          label: cardLabel(item, commands.label(item.command, args)),
          caption: commands.caption(item.command, args),
          icon: commands.icon(item.command, args),
          iconUrl: item.kernelIconUrl ?? '',
          run: this.runner(item.command, args)
        };
      });
  }

  private shortcuts(): IShortcut[] {
    const { commands, trans } = this.options;
    const wanted: [string, string][] = [
      [CommandIDs.focusComposer, trans.__('Write to Claude')],
      [CommandIDs.focusApproval, trans.__('Go to the question that waits')],
      [CommandIDs.stop, trans.__('Stop Claude')],
      [CommandIDs.newConversation, trans.__('New conversation')],
      [LabCommandIDs.palette, trans.__('Find a command')],
      [LabCommandIDs.toggleLeft, trans.__('Show or hide the files')],
      [LabCommandIDs.toggleRight, trans.__('Show or hide Claude')]
    ];
    return wanted.flatMap(([command, what]) => {
      const binding = commands.keyBindings.find(one => one.command === command);
      return binding
        ? [{ what, keys: binding.keys.map(CommandRegistry.formatKeystroke).join(' ') }]
        : [];
    });
  }

  /** Whether a command is there, or comes with the conversations: its place is not filled later. */
  private has(command: string): boolean {
    const { commands, later } = this.options;
    return commands.hasCommand(command) || (later !== null && LATER.has(command));
  }

  private runner(command: string, args: ReadonlyPartialJSONObject = {}): () => void {
    const { commands, later } = this.options;
    return () => {
      const isThere = later === null || commands.hasCommand(command);
      void (isThere ? Promise.resolve() : later.claude).then(() => commands.execute(command, args));
    };
  }

  private onKeysChanged(): void {
    this.update();
  }

  private _claude: IRemoteClaude | null = null;
}

/** Not everything that calls itself a starting point is one. */
function isOffered(item: ILauncher.IItemOptions, commands: CommandRegistry): boolean {
  return item.command !== LabCommandIDs.inspector && commands.isVisible(item.command, item.args);
}

/** By rank, then terminal, notebook, console: who registers first differs with each load. */
function inOrder(one: ILauncher.IItemOptions, other: ILauncher.IItemOptions): number {
  const [rank, after] = [one.rank ?? Infinity, other.rank ?? Infinity];
  return rank === after ? other.command.localeCompare(one.command) : rank - after;
}

/** A notebook and a console of one kernel have the same label; their category tells them apart. */
function cardLabel(item: ILauncher.IItemOptions, label: string): string {
  return item.kernelIconUrl && item.category ? `${item.category} · ${label}` : label;
}
