import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';

import { ChosenLine } from '../chosen';
import { Pickers } from '../mode';
import type { Choice } from '../../state';
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

describe('what was chosen in mid-turn', () => {
  const said = (choice: Choice, turn: string | null, isAsked = false) =>
    show(<ChosenLine chosen={{ turn: 't1', choice }} turn={turn} isAsked={isAsked} />).container
      .textContent;

  it('is said with the moment from which on it counts', () => {
    expect(said({ mode: 'acceptEdits' }, 't1')).toBe("Accepts edits: from Claude's next step on.");
    expect(said({ model: 'claude-opus-5' }, 't1')).toBe("Opus 5: from Claude's next request on.");
    expect(said({ model: null }, 't1')).toBe("Default: from Claude's next request on.");
    expect(said({ effort: 'low' }, 't1')).toBe("Low: from Claude's next request on.");
  });

  it('leaves an open question to the person', () => {
    expect(said({ mode: 'plan' }, 't1', true)).toContain('still waits for your answer');
    expect(said({ effort: 'low' }, 't1', true)).not.toContain('still waits');
  });

  it('is gone with its turn', () => {
    expect(said({ mode: 'plan' }, null)).toBe('');
    expect(said({ mode: 'plan' }, 't2')).toBe('');
  });
});
