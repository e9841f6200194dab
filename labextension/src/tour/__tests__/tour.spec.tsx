/** The tour tells of what is in view, stands beside it, and ends when one wants. */
import { nullTranslator } from '@jupyterlab/translation';
import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { Tour } from '../components/tour';
import { place } from '../rules';
import { toSteps } from '../words';

const trans = nullTranslator.load('remote_claude');
const page = { left: 0, top: 0, width: 1440, height: 900 };
const card = { width: 300, height: 160 };

describe('where the card stands', () => {
  it('is left of a panel at the right, so that it covers nothing of it', () => {
    const at = place({ left: 1000, top: 40, width: 400, height: 800 }, card, page);
    expect(at.left + at.width).toBeLessThanOrEqual(1000);
  });

  it('is right of the files, below the menu and above the terminal', () => {
    expect(place({ left: 30, top: 40, width: 230, height: 800 }, card, page).left).toBe(272);
    expect(place({ left: 0, top: 0, width: 1440, height: 30 }, card, page).top).toBe(42);
    const above = place({ left: 270, top: 700, width: 1100, height: 190 }, card, page);
    expect(above.top + above.height).toBeLessThanOrEqual(700);
  });

  it('stays on the page where there is room for nothing', () => {
    const phone = { left: 0, top: 0, width: 320, height: 200 };
    const at = place({ left: 0, top: 0, width: 320, height: 200 }, card, phone);
    expect(at.left).toBeLessThanOrEqual(20);
    expect(at.top).toBeLessThanOrEqual(40);
  });
});

describe('the steps', () => {
  it('go on and back with two buttons and end with the last or with Escape', () => {
    const onEnd = vi.fn();
    const steps = toSteps(trans);
    for (const { target } of steps) {
      const part = document.createElement('div');
      part.id = target.slice(1);
      part.getBoundingClientRect = () => new DOMRect(10, 10, 100, 100);
      document.body.append(part);
    }
    render(<Tour steps={steps} onEnd={onEnd} trans={trans} />);
    const dialog = screen.getByRole('dialog', { hidden: true });
    expect(dialog.textContent).toContain(steps[0]?.text);
    expect(screen.queryByText('Back')).toBeNull();
    const next = screen.getByText('Next');
    expect(document.activeElement).toBe(next);
    fireEvent.click(next);
    fireEvent.click(next);
    fireEvent.click(screen.getByText('Back'));
    expect(dialog.textContent).toContain('2 of 4');
    fireEvent.click(next);
    fireEvent.click(next);
    expect(dialog.textContent).toContain(steps[3]?.text);
    expect(onEnd).not.toHaveBeenCalled();
    fireEvent.click(screen.getByText('Done'));
    expect(onEnd).toHaveBeenCalledTimes(1);
    fireEvent.keyDown(dialog, { key: 'Escape' });
    expect(onEnd).toHaveBeenCalledTimes(2);
  });
});
