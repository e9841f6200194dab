import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { Composer } from '../composer';
import { show } from './tools';

afterEach(cleanup);

const SOURCES = {
  onCommands: () =>
    Promise.resolve([
      { name: 'clear', description: 'Forget what was said', hint: '' },
      { name: 'compact', description: 'Shorten', hint: '[how]' }
    ]),
  onSuggest: (query: string) =>
    Promise.resolve(
      query === 'boom'
        ? []
        : [
            { path: 'src/', type: 'folder' as const },
            { path: 'src/two words.md', type: 'file' as const },
            { path: 'q"uote', type: 'file' as const }
          ]
    ),
  onOpenDocuments: () => ['src/open.py']
};

function compose(text: string, more: Partial<React.ComponentProps<typeof Composer>> = {}) {
  const calls = {
    onChange: vi.fn(),
    onSend: vi.fn(),
    onStop: vi.fn(),
    onDigit: vi.fn(() => true),
    onAttachPath: vi.fn(),
    onFiles: vi.fn()
  };
  show(
    <Composer
      text={text}
      owner={null}
      isWorking={false}
      maxBytes={null}
      focusCount={0}
      attached="nothing"
      above={null}
      prompts={() => ['first', 'second\nline']}
      sources={SOURCES}
      {...calls}
      {...more}
    >
      <span />
    </Composer>
  );
  return { ...calls, box: screen.getByRole('textbox', { name: 'Message to Claude' }) };
}

describe('the composer', () => {
  it('sends with Enter and makes a line with Shift', () => {
    const { box, onSend } = compose('hello');
    fireEvent.keyDown(box, { key: 'Enter', shiftKey: true });
    expect(onSend).not.toHaveBeenCalled();
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend).toHaveBeenCalledExactlyOnceWith('hello', 'queue');
  });

  it('sends at once with Ctrl', () => {
    const { box, onSend } = compose('hello', { isWorking: true });
    fireEvent.keyDown(box, { key: 'Enter', ctrlKey: true });
    expect(onSend).toHaveBeenCalledExactlyOnceWith('hello', 'now');
  });

  it('leaves Enter to an input method that still composes', () => {
    const { box, onSend } = compose('にほん');
    fireEvent.keyDown(box, { key: 'Enter', isComposing: true });
    fireEvent.keyDown(box, { key: 'Enter', keyCode: 229 });
    expect(onSend).not.toHaveBeenCalled();
  });

  it('sends nothing that is empty', () => {
    const { box, onSend } = compose('  \n');
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
  });

  it('tells before sending that a message is too long, in bytes', () => {
    const { box, onSend } = compose('ääää', { maxBytes: 7 });
    expect(screen.getByRole('alert').textContent).toContain('1 B over the limit of 7 B');
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend).not.toHaveBeenCalled();
    expect(box.textContent).toBe('ääää');
  });

  it('stops with Escape and with its button, only while Claude works', () => {
    const { box, onStop } = compose('', { isWorking: true });
    fireEvent.keyDown(box, { key: 'Escape' });
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(onStop).toHaveBeenCalledTimes(2);
    cleanup();
    const idle = compose('');
    fireEvent.keyDown(idle.box, { key: 'Escape' });
    expect(idle.onStop).not.toHaveBeenCalled();
  });

  it('hands a digit on only while it is empty', () => {
    const { box, onDigit } = compose('');
    fireEvent.keyDown(box, { key: '1' });
    expect(onDigit).toHaveBeenCalledOnce();
    cleanup();
    const full = compose('item ');
    fireEvent.keyDown(full.box, { key: '1' });
    expect(full.onDigit).not.toHaveBeenCalled();
  });
});

/** Type a text into the box, with the cursor at its end. */
function type(text: string, more: Partial<React.ComponentProps<typeof Composer>> = {}) {
  const all = compose(text, more);
  const box = all.box as HTMLTextAreaElement;
  box.focus();
  box.setSelectionRange(text.length, text.length);
  fireEvent.select(box);
  return { ...all, box };
}

describe('the list above the box', () => {
  it('offers commands as they are, and Enter takes one', async () => {
    const { box, onChange, onSend } = type('/com');
    const option = await screen.findByRole('option', { selected: true });
    expect(option.textContent).toContain('/compact');
    expect(box.getAttribute('aria-activedescendant')).toBe(option.id);
    expect(option.querySelector('mark')?.textContent).toBe('com');
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onChange).toHaveBeenCalledExactlyOnceWith('/compact ');
    expect(onSend).not.toHaveBeenCalled();
  });

  it('sends what is typed out already', async () => {
    const { box, onSend } = type('/clear');
    await screen.findByRole('listbox');
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend).toHaveBeenCalledExactlyOnceWith('/clear', 'queue');
  });

  it('closes with Escape, which then stops nothing', async () => {
    const { box, onStop } = type('look at @s', { isWorking: true });
    await screen.findByRole('listbox');
    fireEvent.keyDown(box, { key: 'Escape' });
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(onStop).not.toHaveBeenCalled();
    fireEvent.keyDown(box, { key: 'Escape' });
    expect(onStop).toHaveBeenCalledOnce();
  });

  it('names open documents first and goes on in folders', async () => {
    const { box, onChange } = type('see @');
    const options = await screen.findAllByRole('option');
    expect(options.map(option => option.textContent)).toEqual([
      'src/open.pyopen',
      'src/',
      'src/two words.md',
      'q"uote'
    ]);
    fireEvent.keyDown(box, { key: 'ArrowDown' });
    fireEvent.keyDown(box, { key: 'Tab' });
    expect(onChange).toHaveBeenLastCalledWith('see @src/');
  });

  it('attaches a file whose name cannot be written', async () => {
    const { box, onChange, onAttachPath } = type('see @');
    await screen.findByRole('listbox');
    fireEvent.keyDown(box, { key: 'ArrowUp' });
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onAttachPath).toHaveBeenCalledExactlyOnceWith('q"uote');
    expect(onChange).toHaveBeenLastCalledWith('see ');
  });
});

describe('earlier prompts', () => {
  it('come with the arrow up, and the draft comes back with the arrow down', () => {
    const { box, onChange, onSend } = type('draft');
    box.setSelectionRange(0, 0);
    fireEvent.keyDown(box, { key: 'ArrowUp' });
    expect(box.value).toBe('second\nline');
    fireEvent.keyDown(box, { key: 'ArrowUp' });
    expect(box.value).toBe('first');
    fireEvent.keyDown(box, { key: 'ArrowUp' });
    expect(box.value).toBe('first');
    fireEvent.keyDown(box, { key: 'ArrowDown' });
    fireEvent.keyDown(box, { key: 'ArrowDown' });
    expect(box.value).toBe('draft');
    expect(onChange).not.toHaveBeenCalled();
    fireEvent.keyDown(box, { key: 'ArrowUp' });
    box.setSelectionRange(0, 0);
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(onSend).toHaveBeenCalledExactlyOnceWith('second\nline', 'queue');
  });
});
