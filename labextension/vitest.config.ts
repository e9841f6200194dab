import { defineConfig } from 'vitest/config';

// Jupyter's packages are ES modules that import each other without file endings and with style sheets:
// vite has to read them, Node cannot.
export default defineConfig({
  test: {
    environment: 'jsdom',
    include: ['src/**/__tests__/**/*.spec.{ts,tsx}'],
    restoreMocks: true,
    // One document and one set of modules for all files of a worker: a third of the work.
    isolate: false,
    pool: 'threads',
    server: {
      deps: { inline: [/@jupyterlab\//, /@jupyter\//, /@lumino\//, /@rjsf\//] }
    },
    setupFiles: ['./vitest.setup.ts']
  }
});
