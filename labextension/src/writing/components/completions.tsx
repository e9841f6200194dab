/** The list above the box: what fits what is being written, matches marked. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef } from 'react';

import { cut } from '../match';
import type { IOption } from '../options';

interface IProps {
  id: string;
  query: string;
  options: readonly IOption[];
  active: number;
  trans: TranslationBundle;
  onTake: (option: IOption) => void;
}

/** The id of one line, for the box that points to it. */
export function optionId(id: string, index: number): string {
  return `${id}-${index}`;
}

/** The keyboard stays in the box, which says by `aria-activedescendant` which line is meant. */
export function Completions({ id, query, options, active, trans, onTake }: IProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active, options]);
  return (
    <ul
      ref={list}
      id={id}
      className="rc-completions"
      role="listbox"
      aria-label={trans.__('Suggestions')}
    >
      {options.map((option, index) => (
        <li
          key={option.key}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === active}
          className={`rc-completion rc-completion-${option.type}`}
          title={option.note === '' ? option.value : `${option.value}\n${option.note}`}
          onMouseDown={event => {
            event.preventDefault(); // the keyboard stays where it is
          }}
          onClick={() => {
            onTake(option);
          }}
        >
          <span className="rc-completion-name">
            {option.type === 'command' && '/'}
            {cut(option.value, query).map((piece, at) =>
              piece.isHit ? <mark key={at}>{piece.text}</mark> : piece.text
            )}
          </span>
          {option.note !== '' && <span className="rc-completion-note">{option.note}</span>}
        </li>
      ))}
    </ul>
  );
}
