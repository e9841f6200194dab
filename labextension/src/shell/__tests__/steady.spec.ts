import { FileBrowserModel } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import { expect, test } from 'vitest';

import { steady } from '../steady';

/** A real model whose folders open when they are let. */
function browse(): { model: FileBrowserModel; open: (path: string) => void } {
  const waiting = new Map<string, PromiseDelegate<void>[]>();
  const get = async (path: string): Promise<Partial<Contents.IModel>> => {
    const gate = new PromiseDelegate<void>();
    waiting.set(path, [...(waiting.get(path) ?? []), gate]);
    await gate.promise;
    return { path, name: path, type: 'directory', content: [] };
  };
  const source = {};
  const services = {
    contents: {
      fileChanged: new Signal(source),
      get,
      localPath: (path: string) => path,
      resolvePath: (_: string, path: string) => path.replace(/^\//, '')
    },
    sessions: { running: () => [][Symbol.iterator](), runningChanged: new Signal(source) }
  };
  const manager = { services } as unknown as FileBrowserModel.IOptions['manager'];
  const model = new FileBrowserModel({ manager, auto: false });
  const open = (path: string): void => {
    for (const gate of waiting.get(path)?.splice(0) ?? []) {
      gate.resolve();
    }
  };
  return { model, open };
}

async function settle(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 5));
}

test('a look while the root is being opened does not lead back', async () => {
  const { model, open } = browse();
  steady(model);
  void model.cd('/deep');
  await settle();
  open('deep');
  await settle();
  expect(model.path).toBe('deep');
  void model.cd('/');
  await settle();
  const looked = model.cd();
  open('');
  await settle();
  open('deep');
  await settle();
  expect(model.path).toBe('');
  await looked;
  void model.cd();
  await settle();
  open('');
  await settle();
  expect(model.path).toBe('');
});
