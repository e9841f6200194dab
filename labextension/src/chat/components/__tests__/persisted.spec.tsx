import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import { PersistedNote } from '../persisted';
import { show } from './tools';

afterEach(cleanup);

it('copies the path of a file that the editor does not reach', () => {
  const copy = vi.fn();
  const path = '/data/claude/b3.txt';
  const persisted = { size: '2.6 MB', path, preview: '1' };
  const { container } = show(<PersistedNote persisted={persisted} />, { copy });
  expect(container.textContent).toContain('(2.6 MB)');
  fireEvent.click(screen.getByRole('button', { name: 'Copy its path' }));
  expect(copy).toHaveBeenCalledExactlyOnceWith(path);
  expect(screen.getByRole('button', { name: 'Copied' })).toBeDefined();
});

it('opens a file of the workspace', () => {
  const openFile = vi.fn();
  const persisted = { size: null, path: '/w/out/b 3.txt', preview: '1' };
  show(<PersistedNote persisted={persisted} />, { openFile });
  fireEvent.click(screen.getByRole('button', { name: 'Open the file' }));
  expect(openFile).toHaveBeenCalledExactlyOnceWith('out/b 3.txt', null);
});
