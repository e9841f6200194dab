/** The text of a message: completion, earlier prompts, pasted files, and the keys that send. */

import { useId, useLayoutEffect, useRef, useState } from 'react';

import { useTrans } from '../../chat/components/context';
import type { IHistoryBox } from '../history-box';
import { useHistory } from '../history-box';
import type { IOption } from '../options';
import { take } from '../options';
import type { IEdited, ITrigger } from '../trigger';
import { meansFiles } from '../intake';
import { canMention } from '../trigger';
import type { ICompletion, ISources } from '../use-completion';
import { useCompletion } from '../use-completion';
import { Completions, optionId } from './completions';
import { isComposing, isFirstRow, isLastLine, isPlain } from './keys';

/** Whether the style sheet makes the box as high as its text; to measure it lays out the whole page. */
const GROWS = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

export interface ITextBoxProps {
  text: string;
  /** The conversation that it belongs to. */
  owner: string | null;
  isWorking: boolean;
  isInvalid: boolean;
  /** Grows when the cursor should come here. */
  focusCount: number;
  sources: ISources;
  /** The prompts of this conversation, the oldest first. */
  prompts: () => readonly string[];
  onChange: (text: string) => void;
  onSend: (text: string, when: 'queue' | 'now') => void;
  onStop: () => void;
  /** A digit in the empty box: answers an open question; false where there is none. */
  onDigit: (event: KeyboardEvent) => boolean;
  /** A file whose name cannot be written in a text. */
  onAttachPath: (path: string) => void;
  /** Files that were pasted. */
  onFiles: (files: readonly File[]) => void;
}

/** The box, and the list above it. */
export function TextBox(props: ITextBoxProps) {
  const { text, owner, isWorking, isInvalid, sources, onChange } = props;
  const trans = useTrans();
  const id = useId();
  const [cursor, setCursor] = useState(0);
  const [hasFocus, setHasFocus] = useState(false);
  const history = useHistory(text, owner, props.prompts);
  const { value } = history;
  const isOff = !hasFocus || history.isBrowsing;
  const { box, put, wish } = useBox(value, props.focusCount);
  const edit = ({ text: next, cursor: at }: IEdited) => {
    put(at);
    setCursor(at);
    onChange(next);
  };
  const choose = (trigger: ITrigger, option: IOption) => {
    if (option.type !== 'command' && !canMention(option.value)) {
      props.onAttachPath(option.value);
      edit({ text: value.slice(0, trigger.from) + value.slice(trigger.to), cursor: trigger.from });
    } else {
      edit(take(value, trigger, option));
    }
  };
  const completion = useCompletion(value, cursor, sources, trans.__('open'), isOff, choose);
  const { trigger, options, active } = completion;
  const isOpen = trigger !== null && options.length > 0;
  return (
    <div className="rc-text-box">
      {isOpen && (
        <Completions
          id={id}
          query={trigger.query}
          options={options}
          active={active}
          trans={trans}
          onTake={option => {
            choose(trigger, option);
          }}
        />
      )}
      <textarea
        ref={box}
        className="rc-composer-text"
        rows={2}
        value={value}
        aria-label={trans.__('Message to Claude')}
        aria-invalid={isInvalid}
        // A text of several lines may not be a combobox; what is chosen is said all the same.
        {...(isOpen && {
          'aria-autocomplete': 'list',
          'aria-haspopup': 'listbox',
          'aria-controls': id,
          'aria-activedescendant': optionId(id, active)
        })}
        placeholder={isWorking ? trans.__('Write the next message…') : trans.__('Message Claude…')}
        onChange={event => {
          history.leave();
          setCursor(event.target.selectionStart);
          onChange(event.target.value);
        }}
        onSelect={event => {
          setCursor(event.currentTarget.selectionStart);
        }}
        onFocus={() => {
          setHasFocus(true);
        }}
        onPaste={event => {
          const files = [...event.clipboardData.files];
          if (meansFiles(event.clipboardData.getData('text/plain'), files)) {
            event.preventDefault();
            props.onFiles(files);
          }
        }}
        onBlur={() => {
          setHasFocus(false);
        }}
        onKeyDown={event => {
          const isDone =
            isComposing(event) ||
            (isOpen && onListKey(event, completion)) ||
            onHistoryKey(event, history, at => {
              wish(at);
            });
          if (!isDone) {
            onKey(event, value, props);
          }
        }}
      />
    </div>
  );
}

/** The element: as high as its text, focused when asked to, the cursor where it is wanted. */
function useBox(text: string, focusCount: number) {
  const box = useRef<HTMLTextAreaElement>(null);
  const wanted = useRef<number | 'start' | 'end' | null>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }
    if (!GROWS) {
      element.style.height = 'auto';
      element.style.height = `${element.scrollHeight}px`;
    }
    if (wanted.current !== null) {
      const ends = { start: 0, end: text.length };
      const at = typeof wanted.current === 'number' ? wanted.current : ends[wanted.current];
      element.setSelectionRange(at, at);
      wanted.current = null;
    }
  }, [text]);
  useLayoutEffect(() => {
    if (focusCount > 0) {
      box.current?.focus();
    }
  }, [focusCount]);
  return {
    box,
    put: (at: number) => {
      wanted.current = at;
      box.current?.focus();
    },
    wish: (at: 'start' | 'end') => {
      wanted.current = at;
    }
  };
}

type BoxKey = React.KeyboardEvent<HTMLTextAreaElement>;

/** Keys of the list; true where one was used. */
function onListKey(
  event: BoxKey,
  { trigger, options, active, move, close, take: takeActive }: ICompletion
): boolean {
  const option = options[active];
  if (option === undefined || isUnused(event, option, trigger)) {
    return false;
  }
  switch (event.key) {
    case 'ArrowDown':
      move(1);
      break;
    case 'ArrowUp':
      move(-1);
      break;
    case 'Escape':
      close();
      event.stopPropagation();
      break;
    default:
      if (event.key !== 'Enter' && event.key !== 'Tab') {
        return false;
      }
      takeActive();
  }
  event.preventDefault();
  return true;
}

/** What is typed out already needs no choosing: Enter sends it. */
function isUnused(event: BoxKey, option: IOption, trigger: ITrigger | null): boolean {
  return !isPlain(event) || (event.key === 'Enter' && option.value === trigger?.query);
}

/** Up at the first line, and down again; true where there was something. */
function onHistoryKey(
  event: BoxKey,
  history: IHistoryBox,
  wish: (at: 'start' | 'end') => void
): boolean {
  const box = event.currentTarget;
  const isBack = event.key === 'ArrowUp' && isFirstRow(box);
  const isForward = event.key === 'ArrowDown' && history.isBrowsing && isLastLine(box);
  if (!isPlain(event) || !(isBack || isForward)) {
    return false;
  }
  wish(isBack ? 'start' : 'end');
  const hasMoved = isBack ? history.back() : history.forward();
  if (hasMoved) {
    event.preventDefault();
  }
  return hasMoved;
}

function onKey(event: BoxKey, text: string, props: ITextBoxProps): void {
  switch (event.key) {
    case 'Enter':
      // Shift makes a new line; Ctrl or Cmd sends at once, in the middle of Claude's work.
      if (!event.shiftKey && !event.altKey) {
        event.preventDefault();
        props.onSend(text, event.ctrlKey || event.metaKey ? 'now' : 'queue');
      }
      break;
    case 'Escape':
      if (props.isWorking) {
        event.preventDefault();
        event.stopPropagation();
        props.onStop();
      }
      break;
    default:
      if (text === '' && props.onDigit(event.nativeEvent)) {
        event.preventDefault();
      }
  }
}
