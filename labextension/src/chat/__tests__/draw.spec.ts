import { Sanitizer } from '@jupyterlab/apputils';
import { RenderMimeRegistry, standardRendererFactories } from '@jupyterlab/rendermime';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { createDrawing } from '../draw';

/** HTML goes through a Markdown parser as it is. */
const rendermime = new RenderMimeRegistry({
  initialFactories: standardRendererFactories,
  sanitizer: new Sanitizer(),
  markdownParser: { render: source => Promise.resolve(source) }
});
const { drawMarkdown, drawOutput } = createDrawing({
  rendermime,
  translator: nullTranslator,
  filesUrl: '/user/ada/s/files/'
});

async function draw(source: string): Promise<HTMLElement> {
  const host = document.createElement('div');
  await drawMarkdown(host, source);
  return host;
}

const PAYLOADS = [
  '<script>window.hit = 1</script>',
  '<img src=x onerror="window.hit = 1">',
  '<svg onload="window.hit = 1"><script>window.hit = 1</script></svg>',
  '<a href="javascript:window.hit = 1">x</a>',
  '<iframe srcdoc="<script>parent.hit = 1</script>"></iframe>',
  '<a href="data:text/html,<b>x</b>">x</a>',
  '<details open ontoggle="window.hit = 1">x</details>',
  '<math><mtext><img src=x onerror="window.hit = 1"></mtext></math>',
  '<form action="https://evil.example"><button formaction="javascript:alert(1)">x</button></form>',
  '<button data-commandlinker-command="terminal:create-new" data-commandlinker-args="{}">x</button>',
  '<style>body { display: none }</style>',
  '<object data="https://evil.example/x"></object><embed src="https://evil.example/x">',
  '<p style="position: fixed; inset: 0; background: url(https://evil.example/x)">x</p>'
];

describe('words of a model', () => {
  it.each(PAYLOADS)('cannot act: %s', async payload => {
    const { innerHTML } = await draw(payload);
    expect(innerHTML).not.toMatch(
      /<script|<iframe|<object|<embed|<style|<form|<button|javascript:|data:text/i
    );
    expect(innerHTML).not.toMatch(/\son\w+=|style=|data-commandlinker|srcdoc|formaction/i);
    expect('hit' in window).toBe(false);
  });

  it.each([
    '<img src="https://evil.example/a.png" alt="a chart">',
    '<img src="//evil.example/a.png">',
    '<img src="/hub/logout">',
    '<img srcset="https://evil.example/a.png 2x" src="a.png">',
    '<video src="https://evil.example/a.mp4" poster="https://evil.example/a.png"></video>'
  ])('fetch nothing from elsewhere: %s', async payload => {
    const host = await draw(payload);
    for (const element of host.querySelectorAll('[src], [srcset], [poster]')) {
      expect(element.getAttribute('src')).toMatch(/^\/user\/ada\/s\/files\//);
    }
  });

  it('become a link to an image that is elsewhere', async () => {
    const host = await draw('<img src="https://example.org/a.png" alt="a chart">');
    const link = host.querySelector('a');
    expect([link?.textContent, link?.getAttribute('href')]).toEqual([
      'a chart',
      'https://example.org/a.png'
    ]);
  });

  it('show images of the workspace and images that they bring along', async () => {
    const host = await draw('<img src="./plots/a.png"><img src="data:image/png;base64,AAAA">');
    expect([...host.querySelectorAll('img')].map(image => image.getAttribute('src'))).toEqual([
      '/user/ada/s/files/plots/a.png',
      'data:image/png;base64,AAAA'
    ]);
  });
});

it('draws what a command printed as text, in its colours', async () => {
  const host = document.createElement('div');
  await drawOutput(host, '\u001b[31mred\u001b[0m <img src=x onerror="window.hit = 1">');
  expect(host.querySelector('img')).toBeNull();
  expect(host.querySelector('[class*="ansi-red"]')?.textContent).toBe('red');
  expect(host.textContent).toContain('<img');
});

it('makes no link to data out of what a command printed', async () => {
  const host = document.createElement('div');
  await drawOutput(host, 'see data:text/html,<script>x</script> and https://example.com/a');
  const links = [...host.querySelectorAll('a[href]')].map(link => link.getAttribute('href'));
  expect(links).toEqual(['https://example.com/a']);
});
