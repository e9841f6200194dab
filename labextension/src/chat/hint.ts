/** The YAML that ends the demo, with its comments in the person's language. */
import type { TranslationBundle } from '@jupyterlab/translation';

/** The server writes it in English; a comment that is not known stays as it is. */
export function toHint(yaml: string, trans: TranslationBundle): string {
  return yaml
    .split('\n')
    .map(line => (line.startsWith('# ') ? `# ${toComment(line.slice(2), trans)}` : line))
    .join('\n');
}

function toComment(words: string, trans: TranslationBundle): string {
  if (words === 'Then start again.') {
    return trans.__('Then start again.');
  }
  const [, said = '', what = ''] =
    /^(In a new file|In|Then start again:|\(without make:) (.+?)\)?$/.exec(words) ?? [];
  switch (said) {
    case 'In a new file':
      return trans.__('In a new file %1', what);
    case 'In':
      return trans.__('In %1', what);
    case 'Then start again:':
      return trans.__('Then start again: %1', what);
    case '(without make:':
      return trans.__('(without make: %1)', what);
    default:
      return words;
  }
}
