import type { JupyterFrontEnd } from '@jupyterlab/application';
import { describe, expect, it } from 'vitest';

import { readSession } from '../session';

function paths(urls: Partial<JupyterFrontEnd.IPaths['urls']>): JupyterFrontEnd.IPaths {
  return {
    urls: {
      base: '/',
      notFound: '',
      app: '/lab',
      doc: '/doc',
      static: '',
      settings: '',
      themes: '',
      translations: '',
      ...urls
    },
    directories: {
      appSettings: '',
      schemas: '',
      static: '',
      templates: '',
      themes: '',
      userSettings: '',
      serverRoot: '',
      workspaces: ''
    }
  };
}

describe('whose session this is', () => {
  it('is named as the hub names it, not by the folder that all sessions call the same', () => {
    const session = readSession(
      paths({ hubPrefix: '/hub/', hubUser: 'ada', hubServerName: 'billing-api-x3f2' }),
      '/data/users/ada/sessions/billing-api-x3f2/workspace'
    );
    expect(session).toEqual({
      name: 'billing-api-x3f2',
      user: 'ada',
      hub: true,
      start: '/hub/start/billing-api-x3f2'
    });
  });

  it('is named by its folder without a hub, and has no way to one', () => {
    expect(readSession(paths({}), '/home/ada/billing-api/')).toEqual({
      name: 'billing-api',
      user: '',
      hub: false,
      start: null
    });
  });

  it('has a name even in the root folder', () => {
    expect(readSession(paths({}), '/').name).toBe('workspace');
  });
});
