/**
 * The plugin that brings the rest of ours once JupyterLab stands.
 *
 * JupyterLab shows nothing before every plugin is active that starts by itself. What needs no place
 * in the first picture is not even loaded until that is drawn.
 */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { PromiseDelegate } from '@lumino/coreutils';

import { Code } from './common/code';
import { painted } from './common/painted';
import { ILater, IRemoteClaude } from './tokens';

export const later: JupyterFrontEndPlugin<ILater> = {
  id: '@remote-claude/lab:later',
  description: 'Loads and starts what belongs to Claude when the desktop stands.',
  autoStart: true,
  provides: ILater,
  activate: (app: JupyterFrontEnd): ILater => {
    const claude = new PromiseDelegate<IRemoteClaude>();
    const code = new Code(async () => {
      await app.started;
      // It is on its way while the first picture is drawn.
      const [{ late }] = await Promise.all([
        import(/* webpackChunkName: "late" */ './late'),
        painted()
      ]);
      const plugins = late.filter(plugin => !PageConfig.Extension.isDisabled(plugin.id));
      for (const plugin of plugins) {
        if (!app.hasPlugin(plugin.id)) {
          app.registerPlugin(plugin);
        }
      }
      // The panel first: somebody looks at it.
      const service = await app.resolveOptionalService(IRemoteClaude);
      void startAll(app, plugins).then(() => {
        if (service !== null) {
          claude.resolve(service);
        }
      });
      return true;
    });
    code.load().catch(() => undefined); // the panel says so, and offers to try again
    return { code, claude: claude.promise };
  }
};

/** One that fails leaves the others alone. */
async function startAll(
  app: JupyterFrontEnd,
  plugins: readonly JupyterFrontEndPlugin<unknown>[]
): Promise<void> {
  const started = plugins.map(async ({ id }) => {
    try {
      await app.activatePlugin(id);
    } catch (error) {
      console.error(`Plugin '${id}' failed to activate.`, error);
    }
  });
  await Promise.all(started);
}
