import { nullTranslator } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { describe, expect, it, vi } from 'vitest';

import { Code } from '../../common/code';
import { PanelHost } from '../host';

const trans = nullTranslator.load('remote_claude');

// JupyterLab draws with it, and jsdom has none.
vi.stubGlobal('requestIdleCallback', (call: () => void) => window.setTimeout(call));

describe('the place of the panel', () => {
  it('gives the keyboard to what fills it, be it asked for it before or after', () => {
    const host = new PanelHost({ code: new Code(() => new Promise(() => undefined)), trans });
    const activated = vi.fn();
    MessageLoop.sendMessage(host, Widget.Msg.ActivateRequest);
    host.fill({ render: () => <p>Words</p>, shown: vi.fn(), activated });
    expect(activated).toHaveBeenCalledTimes(1);
    MessageLoop.sendMessage(host, Widget.Msg.ActivateRequest);
    expect(activated).toHaveBeenCalledTimes(2);
    host.dispose();
  });
});
