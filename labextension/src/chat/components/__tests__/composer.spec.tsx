import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { Composer } from '../composer';
import { show } from './tools';

afterEach(cleanup);

function compose(text: string, more: Partial<React.ComponentProps<typeof Composer>> = {}) {
  const calls = { onChange: vi.fn(), onSend: vi.fn(), onStop: vi.fn(), onDigit: vi.fn(() => true) };
  show(
    <Composer text={text} isWorking={false} maxBytes={null} focusCount={0} {...calls} {...more}>
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
