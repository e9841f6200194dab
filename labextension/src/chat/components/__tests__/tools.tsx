/** The panel's surroundings for tests of components: plain text instead of drawing. */
import { nullTranslator } from '@jupyterlab/translation';
import type { RenderResult } from '@testing-library/react';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';

import type { ITools } from '../context';
import { ToolsProvider } from '../context';

export const trans = nullTranslator.load('remote_claude');

function write(host: HTMLElement, source: string): Promise<void> {
  host.textContent = source;
  return Promise.resolve();
}

/** Draw a component as it is drawn in the panel. */
export function show(element: ReactElement, more: Partial<ITools> = {}): RenderResult {
  const tools: ITools = {
    trans,
    drawMarkdown: write,
    drawOutput: write,
    copy: () => undefined,
    insert: () => undefined,
    openFile: () => undefined,
    readText: () => Promise.resolve(null),
    keysOf: () => '',
    workspace: '/w',
    density: 'normal',
    opened: new Map(),
    ...more
  };
  return render(<ToolsProvider value={tools}>{element}</ToolsProvider>);
}
