import { nullTranslator } from '@jupyterlab/translation';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Command } from '../../api/types';
import type { ITools } from '../../chat/components/context';
import { ToolsProvider } from '../../chat/components/context';
import { TextBox } from '../components/text-box';

const command = (name: string): Command => ({ name, description: '', hint: '' });

const COMMANDS = [command('claude-api'), command('compact'), command('context')];
const tools = { trans: nullTranslator.load('remote_claude') } as unknown as ITools;
const onSend = vi.fn();
let answer: () => void;

/** A box whose commands come when they are let. */
function Box() {
  const [text, setText] = useState('');
  const sources = {
    onCommands: () =>
      new Promise<Command[]>(resolve => {
        answer = () => {
          resolve(COMMANDS);
        };
      }),
    onSuggest: () => Promise.resolve([]),
    onOpenDocuments: () => []
  };
  return (
    <TextBox
      text={text}
      owner={null}
      isWorking={false}
      isInvalid={false}
      focusCount={1}
      sources={sources}
      prompts={() => []}
      onChange={setText}
      onSend={onSend}
      onStop={vi.fn()}
      onDigit={() => false}
      onAttachPath={vi.fn()}
      onFiles={vi.fn()}
    />
  );
}

const box = () => screen.getByRole<HTMLTextAreaElement>('textbox');

function type(text: string): void {
  fireEvent.change(box(), { target: { value: text, selectionStart: text.length } });
}

async function come(): Promise<void> {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(1);
    answer();
    await vi.advanceTimersByTimeAsync(1);
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  render(
    <ToolsProvider value={tools}>
      <Box />
    </ToolsProvider>
  );
  fireEvent.focus(box());
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it.each(['Tab', 'Enter'])('%s takes what was written, not what the list still shows', async key => {
  type('/c');
  await come();
  expect(screen.getAllByRole('option')).toHaveLength(3);
  type('/co');
  fireEvent.keyDown(box(), { key });
  expect(box().value).toBe('/co');
  await come();
  expect(box().value).toBe('/compact ');
  expect(onSend).not.toHaveBeenCalled();
});

it('a list that is up to date is taken from at once', async () => {
  type('/co');
  await come();
  fireEvent.keyDown(box(), { key: 'ArrowDown' });
  fireEvent.keyDown(box(), { key: 'Tab' });
  expect(box().value).toBe('/context ');
});

it('whoever writes on has changed their mind', async () => {
  type('/c');
  await come();
  type('/co');
  fireEvent.keyDown(box(), { key: 'Tab' });
  type('/con');
  await come();
  expect(box().value).toBe('/con');
});
