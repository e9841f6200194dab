import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';

import { Pickers } from '../mode';
import { show } from './tools';

afterEach(cleanup);

function pickers(usual: string | null, model: string | null): HTMLElement {
  const models = ['claude-opus-5', 'claude-sonnet-5'];
  const { container } = show(
    <Pickers
      choices={{ modes: ['default'], models, efforts: ['high'], model: usual }}
      mode="default"
      model={model}
      effort={null}
      place="composer"
      focusCount={0}
      onMode={() => undefined}
      onModel={() => undefined}
      onEffort={() => undefined}
    />
  );
  return container;
}

const faces = (container: HTMLElement) =>
  [...container.querySelectorAll('.rc-picker-name')].map(face => face.textContent);

describe('the pickers', () => {
  it('name the model that answers where none was chosen', () => {
    expect(faces(pickers('claude-sonnet-5', null))).toEqual(['Asks first', 'Sonnet 5', 'Effort']);
    expect(screen.getByRole('option', { name: 'Default (Sonnet 5)' })).toBeDefined();
  });

  it('say what they choose where nobody knows what it is', () => {
    expect(faces(pickers(null, null))).toEqual(['Asks first', 'Model', 'Effort']);
    expect(screen.getAllByRole('option', { name: 'Default' })).toHaveLength(2);
  });

  it('name what was chosen', () => {
    expect(faces(pickers('claude-sonnet-5', 'claude-opus-5'))[1]).toBe('Opus 5');
  });
});
