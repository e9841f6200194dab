/** What every component of the panel may use: words, drawing of rich text, opening of files. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { createContext, useCallback, useContext, useReducer } from 'react';

import type { Density } from '../density';

/** Given by the view; none of it is a service. */
export interface ITools {
  readonly trans: TranslationBundle;
  /** Draw Markdown into a node, through JupyterLab's renderer and sanitizer. */
  readonly drawMarkdown: (host: HTMLElement, source: string) => Promise<void>;
  /** Draw what a command printed, colours and links included. */
  readonly drawOutput: (host: HTMLElement, source: string) => Promise<void>;
  readonly copy: (text: string) => void;
  /** Put a text at the cursor of the editor or cell that was last used. */
  readonly insert: (text: string) => void;
  /** Open a file of the workspace in the editor. */
  readonly openFile: (path: string, line: number | null) => void;
  /** The text of a file of the workspace; null where there is none to be read. */
  readonly readText: (path: string) => Promise<string | null>;
  /** The keys of a command as they are bound now; empty where it has none. */
  readonly keysOf: (command: string) => string;
  /** The workspace's folder; paths in it are shown without it. */
  readonly workspace: string;
  /** How much of the transcript stands open. */
  readonly density: Density;
  /** What was opened or closed by hand; rows that scroll away keep it. */
  readonly opened: Map<string, boolean>;
}

const ToolsContext = createContext<ITools | null>(null);

export const ToolsProvider = ToolsContext.Provider;

/** The tools of the panel around a component. */
export function useTools(): ITools {
  const tools = useContext(ToolsContext);
  if (tools === null) {
    throw new Error('A component of the panel is drawn outside of it.');
  }
  return tools;
}

/** The panel's words. */
export function useTrans(): TranslationBundle {
  return useTools().trans;
}

/** Whether something is open, by its key; remembered for each density while the panel lives. */
export function useOpen(key: string, initially: boolean): [boolean, () => void] {
  const { opened, density } = useTools();
  const [, draw] = useReducer((times: number) => times + 1, 0);
  const name = `${density}:${key}`;
  const isOpen = opened.get(name) ?? initially;
  const toggle = useCallback(() => {
    opened.set(name, !isOpen);
    draw();
  }, [opened, name, isOpen]);
  return [isOpen, toggle];
}
