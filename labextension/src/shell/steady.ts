/**
 * Whoever goes to the root folder stays there.
 *
 * The file browser remembers which folder it is on its way to, so that looking anew meanwhile means
 * that one; it takes the root, whose path is empty, for none, and goes back to where it came from
 * (`FileBrowserModel.cd`, @jupyterlab/filebrowser 4.6).
 */
import type { FileBrowserModel } from '@jupyterlab/filebrowser';

/** Let looking anew wait for a folder that is being opened: what it shows then is new. */
export function steady(model: FileBrowserModel): void {
  const cd = model.cd.bind(model);
  let opening: Promise<void> | null = null;
  model.cd = (path = '.') => {
    if (path === '.') {
      return opening ?? cd();
    }
    const opened = cd(path).finally(() => {
      if (opening === opened) {
        opening = null;
      }
    });
    opening = opened;
    return opened;
  };
}
