/** Rendered text, through JupyterLab's renderer and sanitizer, block by block. */

import { memo, useLayoutEffect, useMemo, useRef } from 'react';

import type { IBlocks } from '../blocks';
import { NO_BLOCKS, cut } from '../blocks';
import type { ITools } from './context';
import { enliven, openLiving } from '../living';
import { useTools } from './context';

/** Markdown that may still grow: only its last block is drawn again. */
export function Markdown({ text }: { text: string }) {
  const before = useRef<IBlocks>(NO_BLOCKS);
  const blocks = useMemo(() => (before.current = cut(before.current, text)).blocks, [text]);
  return (
    <div className="rc-markdown">
      {blocks.map((source, index) => (
        <Block key={index} source={source} />
      ))}
    </div>
  );
}

const Block = memo(function Block({ source }: { source: string }) {
  const host = useRef<HTMLDivElement>(null);
  const tools = useTools();
  const pen = useRef<Pen | null>(null);
  useLayoutEffect(() => {
    if (host.current !== null) {
      pen.current ??= new Pen(host.current);
      pen.current.draw(source, tools);
    }
  }, [source, tools]);
  useLayoutEffect(() => {
    const element = host.current;
    return () => {
      if (element !== null) {
        sizes.unobserve(element);
      }
    };
  }, []);
  return (
    <div
      ref={host}
      className="jp-RenderedHTMLCommon rc-block"
      onClick={event => {
        onClick(event, tools);
      }}
    />
  );
});

/** What the buttons of a piece of code do. */
const acts = new WeakMap<Element, () => void>();
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i;

/** Copy or insert a piece of code, or open a file of the workspace instead of leaving the page. */
function onClick(event: React.MouseEvent, { openFile }: ITools): void {
  const target = event.target as Element;
  const button = target.closest('.rc-code-bar button');
  if (button !== null) {
    acts.get(button)?.();
    return;
  }
  if (openLiving(target, openFile)) {
    return;
  }
  const href = target.closest('a')?.getAttribute('href') ?? '#';
  if (!ELSEWHERE.test(href)) {
    event.preventDefault();
    const [, path = href, line] = /^(.*?)(?:(?::|#L)(\d+))?$/.exec(decodeURI(href)) ?? [];
    openFile(path, line === undefined ? null : Number(line));
  }
}

/** Measuring makes the browser lay out the page, so it waits until the text has come to rest. */
const CALM_MS = 400;

/** Code and tables that are wider than their box can be scrolled with the keyboard. */
function letScroll(host: HTMLElement): void {
  for (const wide of host.querySelectorAll<HTMLElement>('pre, table')) {
    if (wide.scrollWidth > wide.clientWidth) {
      wide.tabIndex = 0;
    } else {
      wide.removeAttribute('tabindex');
    }
  }
}

/** What fitted may be too wide after the panel, the window or the zoom has changed. */
const sizes = new ResizeObserver(entries => {
  for (const { target } of entries) {
    letScroll(target as HTMLElement);
  }
});

/** Draws one source at a time; what comes meanwhile waits, and only the last of it is drawn. */
class Pen {
  constructor(private readonly _host: HTMLElement) {}

  draw(source: string, tools: ITools): void {
    this._next = source;
    if (!this._busy) {
      if (this._host.textContent === '') {
        this._host.textContent = source; // for the moment until it is drawn, so that nothing jumps
      }
      void this._run(tools);
    }
  }

  private async _run(tools: ITools): Promise<void> {
    this._busy = true;
    try {
      while (this._next !== null) {
        const source = this._next;
        this._next = null;
        await tools.drawMarkdown(this._host, source);
        dress(this._host, tools);
        enliven(this._host, tools.workspace, path => tools.trans.__('Open %1', path));
      }
    } catch (error) {
      console.error('A block of Markdown could not be drawn.', error);
      this._host.textContent = this._next ?? this._host.textContent;
    } finally {
      this._busy = false;
    }
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(() => {
      sizes.observe(this._host); // which looks at once
    }, CALM_MS);
  }

  private _timer = 0;
  private _busy = false;
  private _next: string | null = null;
}

/** A diagram that could be drawn: its source stands there too, out of sight. */
const DRAWN = '.jp-RenderedMermaid:not(.jp-mod-warning)';

/** Give each piece of code its language, and buttons to copy it or put it into the editor. */
function dress(host: HTMLElement, { trans, copy, insert }: ITools): void {
  for (const pre of host.querySelectorAll('pre')) {
    if (pre.closest(DRAWN) !== null) {
      continue;
    }
    const code = pre.querySelector('code');
    const language = /language-([\w+#.-]+)/.exec(code?.className ?? '')?.[1] ?? '';
    const box = document.createElement('div');
    box.className = 'rc-code';
    const bar = document.createElement('div');
    bar.className = 'rc-code-bar';
    const name = document.createElement('span');
    name.textContent = language;
    const copying = codeButton('rc-copy', trans.__('Copy'), trans.__('Copy this code'), () => {
      copy(pre.textContent);
      copying.textContent = trans.__('Copied');
      window.setTimeout(() => {
        copying.textContent = trans.__('Copy');
      }, 1500);
    });
    // Shown only while there is an editor: see `.rc-can-insert`.
    const inserting = codeButton(
      'rc-copy rc-insert',
      trans.__('Insert'),
      trans.__('Insert this code at the cursor of the editor'),
      () => {
        insert(pre.textContent);
      }
    );
    bar.append(name, inserting, copying);
    pre.replaceWith(box);
    box.append(bar, pre);
  }
}

function codeButton(
  className: string,
  text: string,
  label: string,
  act: () => void
): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = className;
  button.textContent = text;
  button.title = label;
  button.setAttribute('aria-label', label);
  acts.set(button, act);
  return button;
}
