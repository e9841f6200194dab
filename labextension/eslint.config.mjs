import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Rules of the layers: who inside this folder may import whom. */
const forbid = (...patterns) => ({
  'no-restricted-imports': [
    'error',
    { patterns: patterns.map(([regex, message]) => ({ regex, message })) }
  ]
});

export default tseslint.config(
  { ignores: ['lib/', 'node_modules/', '.yarn/', 'src/api/types.ts'] },
  js.configs.recommended,
  // The plugin's own configuration names its rules but does not bring the plugin.
  { plugins: { jupyter, 'react-hooks': reactHooks, 'import-x': importX } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, jupyter.configs.recommended[0]],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { project: ['./tsconfig.test.json'], tsconfigRootDir: import.meta.dirname }
    },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ project: './tsconfig.test.json' })
      ]
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'interface', format: ['PascalCase'], prefix: ['I'] },
        { selector: ['class', 'typeAlias', 'enum', 'typeParameter'], format: ['PascalCase'] }
      ],
      // Numbers are read the same by everybody; the rest still has to be turned into text on purpose.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A namespace beside a class is how JupyterLab groups the options of that class.
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ],
      // The panel and Home are wanted at start: apart they would cost one more request each.
      'jupyter/prefer-lazy-imports': 'off',
      // JupyterLab's signals take a method and its `this` as two arguments.
      '@typescript-eslint/unbound-method': 'off',
      'import-x/no-cycle': 'error',
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      complexity: ['error', 10],
      curly: 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 300],
      'no-console': ['error', { allow: ['warn', 'error'] }]
    }
  },
  {
    files: ['src/*/components/**'],
    ignores: ['**/__tests__/**'],
    rules: forbid([
      'api/(client|stream|request)',
      'A component gets props; the model talks to the server.'
    ])
  },
  {
    files: ['src/tokens.ts', 'src/commands.ts', 'src/icons.ts', 'src/api/**', 'src/common/**'],
    rules: forbid([
      '\\./(chat|conversations|shell)/',
      'This is below the features and knows none of them.'
    ])
  },
  {
    files: ['src/*/reducer.ts', 'src/*/selectors.ts', 'src/**/rules.ts'],
    rules: forbid(
      ['^@(jupyterlab|lumino)/|^react', 'Pure: values in, values out.'],
      ['api/(client|stream|request)', 'Pure: values in, values out.']
    )
  },
  { files: ['**/schema/*.json'], ...jupyter.configs.recommended[1] },
  {
    files: ['**/__tests__/**', 'vitest.*.ts'],
    rules: {
      'jupyter/no-untranslated-string': 'off',
      'jupyter/plugin-id-convention': 'off',
      'jupyter/command-id-convention': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off'
    }
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  prettier,
  // Prettier's own list turns this one off, and it is not about spaces.
  { rules: { curly: 'error' } }
);
