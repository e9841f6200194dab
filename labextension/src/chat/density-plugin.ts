/** The choice of a density: commands, and the setting that remembers it. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import type { Density } from './density';
import { DENSITIES, toDensity } from './density';
import type { PanelUi } from './ui';

const KEY = 'density';

/** What the choice works with. */
export interface IDensityOptions {
  app: JupyterFrontEnd;
  /** Under this id the settings are kept. */
  plugin: string;
  ui: PanelUi;
  trans: TranslationBundle;
  palette: ICommandPalette | null;
  registry: ISettingRegistry | null;
}

/** Add the commands and follow the setting; without settings the choice lasts as long as the page. */
export function addDensity(options: IDensityOptions): void {
  const { ui, plugin, registry } = options;
  const settings = registry === null ? null : follow(registry, plugin, ui);
  addDensityCommands(options, density => {
    ui.setDensity(density); // at once; the setting may take a moment
    void settings?.then(loaded => loaded.set(KEY, density)).catch(warn);
  });
}

async function follow(
  registry: ISettingRegistry,
  plugin: string,
  ui: PanelUi
): Promise<ISettingRegistry.ISettings> {
  const settings = await registry.load(plugin);
  const read = () => {
    ui.setDensity(toDensity(settings.composite[KEY]));
  };
  settings.changed.connect(read);
  read();
  return settings;
}

function warn(reason: unknown): void {
  console.warn('The density of the transcript could not be remembered.', reason);
}

function addDensityCommands(
  { app: { commands }, ui, trans, palette }: IDensityOptions,
  choose: (density: Density) => void
): void {
  const words: Record<Density, string> = {
    normal: trans.__('Normal Detail'),
    verbose: trans.__('Every Detail'),
    summary: trans.__('Summary Only')
  };
  const captions: Record<Density, string> = {
    normal: trans.__('Tools as lines, errors open, thinking folded'),
    verbose: trans.__('Thinking and the details of every tool stand open'),
    summary: trans.__('Prompts, answers and how turns ended; one line for the tools between them')
  };
  commands.addCommand(CommandIDs.density, {
    label: args => words[toDensity(args['density'])],
    caption: args => captions[toDensity(args['density'])],
    describedBy: {
      args: { type: 'object', properties: { density: { type: 'string', enum: [...DENSITIES] } } }
    },
    isToggleable: true,
    isToggled: args => ui.state.density === toDensity(args['density']),
    execute: args => {
      choose(toDensity(args['density']));
    }
  });
  commands.addCommand(CommandIDs.nextDensity, {
    label: trans.__('Change How Much Detail Is Shown'),
    caption: trans.__('Normal, every detail, summary, and round again'),
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => {
      const next = (DENSITIES.indexOf(ui.state.density) + 1) % DENSITIES.length;
      choose(DENSITIES[next] ?? 'normal');
    }
  });
  const category = trans.__('Claude');
  for (const density of DENSITIES) {
    palette?.addItem({ command: CommandIDs.density, args: { density }, category });
  }
  palette?.addItem({ command: CommandIDs.nextDensity, category });
  ui.changed.connect(() => {
    commands.notifyCommandChanged(CommandIDs.density);
  });
}
