/** Drawing of rich text through JupyterLab's renderer and sanitizer, with nothing fetched from elsewhere. */

import { renderMarkdown, renderText, type IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ITranslator } from '@jupyterlab/translation';

import { escapeMoney, hasFormula } from './blocks';

/** What to draw with. */
export interface IDrawOptions {
  rendermime: IRenderMimeRegistry;
  translator: ITranslator;
  /** Address below which files of the workspace are served. */
  filesUrl: string;
}

/** The two drawing functions of the panel. */
export function createDrawing({ rendermime, translator, filesUrl }: IDrawOptions) {
  const sanitizer = new LocalSanitizer(rendermime.sanitizer, filesUrl);
  return {
    drawMarkdown: (host: HTMLElement, source: string): Promise<void> =>
      renderMarkdown({
        host,
        source: escapeMoney(source),
        trusted: false,
        sanitizer,
        resolver: rendermime.resolver,
        linkHandler: rendermime.linkHandler,
        shouldTypeset: hasFormula(source),
        latexTypesetter: rendermime.latexTypesetter,
        markdownParser: rendermime.markdownParser,
        translator
      }),
    drawOutput: async (host: HTMLElement, source: string): Promise<void> => {
      await renderText({ host, source, sanitizer: rendermime.sanitizer, translator });
      // It makes links of its own, out of the text, and of `data:` too.
      host.querySelectorAll('a').forEach(keepLinkHarmless);
    }
  };
}

const REMOTE = /^(?:[a-z][a-z0-9+.-]*:|\/)/i;
const HARMLESS = /^(?:data:image\/|blob:)/i;
const LINKED = /^(?:https?:|mailto:|(?![a-z][a-z0-9+.-]*:))/i;
const FORMS = 'form, fieldset, button, textarea, select, option, input:not([type="checkbox"])';
const SOURCES = ['src', 'srcset', 'poster', 'background', 'data'] as const;

/**
 * JupyterLab's sanitizer, and then: an image from elsewhere becomes a link to it, so that words of a
 * model can neither call home nor draw outside of their box.
 */
class LocalSanitizer implements IRenderMime.ISanitizer {
  constructor(
    private readonly _base: IRenderMime.ISanitizer,
    private readonly _filesUrl: string
  ) {}

  readonly allowNamedProperties = false;
  readonly allowCommandLinker = false;

  getAutolink(): boolean {
    return this._base.getAutolink?.() ?? true;
  }

  sanitize(dirty: string, options?: IRenderMime.ISanitizerOptions): string {
    const clean = this._base.sanitize(dirty, options);
    // A parsed document of its own: nothing in it is loaded.
    const { body } = new DOMParser().parseFromString(clean, 'text/html');
    for (const element of body.querySelectorAll('*')) {
      element.removeAttribute('style');
      for (const { name } of [...element.attributes]) {
        if (name.startsWith('data-commandlinker')) {
          element.removeAttribute(name);
        }
      }
      keepLinkHarmless(element);
      this._keepLocal(element);
    }
    // A form would load the page anew, and its fields look like the panel's own.
    for (const element of body.querySelectorAll(FORMS)) {
      element.replaceWith(...element.childNodes);
    }
    return body.innerHTML;
  }

  private _keepLocal(element: Element): void {
    for (const name of SOURCES) {
      const source = element.getAttribute(name);
      if (source === null || HARMLESS.test(source)) {
        continue;
      }
      if (name !== 'src' || element.localName !== 'img' || REMOTE.test(source)) {
        element.replaceWith(linkTo(element, source));
        return;
      }
      element.setAttribute('src', `${this._filesUrl}${source.replace(/^\.\//, '')}`);
    }
  }
}

/** A link leads to a page, a letter or a file of the workspace; nothing else is one. */
function keepLinkHarmless(element: Element): void {
  const href = element.getAttribute('href');
  if (href !== null && !LINKED.test(href.trim())) {
    element.removeAttribute('href');
  }
}

function linkTo(element: Element, source: string): Element {
  const link = element.ownerDocument.createElement('a');
  link.textContent = element.getAttribute('alt') ?? source;
  if (/^https?:/i.test(source)) {
    link.href = source;
    link.rel = 'noopener noreferrer';
  }
  return link;
}
