/** Permission mode, model and effort: what policy and gateway allow, nothing else. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef } from 'react';

import type { Choices } from '../../api/types';
import { CommandIDs } from '../../commands';
import { withKeys } from '../../keys';
import type { Effort, Mode } from '../state';
import type { Place } from '../ui';
import { useTools, useTrans } from './context';
import { Glyph } from './glyphs';

interface IProps {
  choices: Choices | null;
  mode: Mode;
  model: string | null;
  effort: Effort | null;
  /** Where the keyboard should go, and how often it was asked to. */
  place: Place;
  focusCount: number;
  onMode: (mode: Mode) => void;
  onModel: (model: string | null) => void;
  onEffort: (effort: Effort | null) => void;
}

const NO_CHOICES: Choices = { modes: [], models: [], efforts: [] };

/** The three pickers; one without a choice is not shown. */
export function Pickers(props: IProps) {
  const { choices, mode, model, effort, onMode, onModel, onEffort } = props;
  const focusAt = (place: Place) => (props.place === place ? props.focusCount : 0);
  const trans = useTrans();
  const { modes, models, efforts, model: usual = null } = choices ?? NO_CHOICES;
  return (
    <>
      <Picker
        label={trans.__('Permission mode')}
        command={CommandIDs.mode}
        focusCount={focusAt('mode')}
        value={mode}
        options={including(modes, mode).map(name => [name, modeName(name, trans)])}
        missing={modes.length === 0 ? [] : missingModes(modes, mode, trans)}
        onChange={value => {
          const chosen = modes.find(name => name === value);
          if (chosen !== undefined) {
            onMode(chosen);
          }
        }}
      />
      {models.length > 0 && (
        <Picker
          label={trans.__('Model')}
          command={CommandIDs.model}
          focusCount={focusAt('model')}
          value={model ?? ''}
          unchosen={usual === null ? trans.__('Model') : modelName(usual)}
          options={[
            ['', byDefault(usual, trans)],
            ...including(models, model).map((name): [string, string] => [name, modelName(name)])
          ]}
          onChange={value => {
            onModel(value === '' ? null : value);
          }}
        />
      )}
      {efforts.length > 0 && (
        <Picker
          label={trans.__('Effort')}
          command={CommandIDs.effort}
          focusCount={focusAt('effort')}
          value={effort ?? ''}
          unchosen={trans.__('Effort')}
          options={[
            ['', byDefault(null, trans)],
            ...efforts.map((name): [string, string] => [name, effortName(name, trans)])
          ]}
          onChange={value => {
            onEffort(efforts.find(name => name === value) ?? null);
          }}
        />
      )}
    </>
  );
}

/** The option that chooses nothing; it names what then holds, where that is known. */
function byDefault(model: string | null, trans: TranslationBundle): string {
  return model === null ? trans.__('Default') : trans.__('Default (%1)', modelName(model));
}

/** The options, with the one that holds now even where it can no longer be chosen. */
function including<T>(options: readonly T[], value: T | null): readonly T[] {
  return value === null || options.includes(value) ? options : [value, ...options];
}

/** Modes that Claude Code has and this session does not offer, with the reason. */
function missingModes(
  modes: readonly Mode[],
  mode: Mode,
  trans: TranslationBundle
): readonly string[] {
  return (['plan', 'acceptEdits', 'auto', 'bypassPermissions'] as const)
    .filter(name => name !== mode && !modes.includes(name))
    .map(name => trans.__('%1 (switched off in this session)', modeName(name, trans)));
}

interface IPickerProps {
  label: string;
  command: string;
  /** Grows when the keyboard should come here. */
  focusCount: number;
  /** What cannot be chosen, each with the reason. */
  missing?: readonly string[];
  value: string;
  /** What the picker shows while nothing is chosen. */
  unchosen?: string;
  options: readonly (readonly [value: string, name: string])[];
  onChange: (value: string) => void;
}

function Picker(props: IPickerProps) {
  const { label, command, focusCount, value, unchosen, options, missing, onChange } = props;
  const { keysOf } = useTools();
  const select = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    if (focusCount > 0 && select.current !== null) {
      open(select.current);
    }
  }, [focusCount]);
  const name = options.find(([option]) => option === value)?.[1] ?? value;
  return (
    <label className="rc-picker" title={withKeys(`${label}: ${name}`, keysOf(command))}>
      <span className="rc-picker-name" aria-hidden="true">
        {value === '' ? unchosen : name}
      </span>
      <Glyph name="down" />
      <select
        ref={select}
        aria-label={label}
        value={value}
        onChange={event => {
          onChange(event.target.value);
        }}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
        {missing?.map(text => (
          <option key={text} disabled={true}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Focus a picker and drop it down; where the browser does not, the arrow keys choose all the same. */
function open(select: HTMLSelectElement): void {
  select.focus();
  try {
    select.showPicker();
  } catch {
    // Not from a key of this page, or not known to this browser.
  }
}

/** What a permission mode means, in two words. */
export function modeName(mode: Mode, trans: TranslationBundle): string {
  switch (mode) {
    case 'default':
      return trans.__('Asks first');
    case 'acceptEdits':
      return trans.__('Accepts edits');
    case 'plan':
      return trans.__('Plans first');
    case 'auto':
      return trans.__('Checks itself');
    case 'dontAsk':
      return trans.__('Only what is allowed');
    case 'bypassPermissions':
      return trans.__('Never asks');
  }
}

/** `claude-sonnet-5-5` as `Sonnet 5.5`; other names stay as they are. */
export function modelName(model: string): string {
  const [, family, version] = /^claude-([a-z]+)-(\d+(?:-\d{1,2})?)(?:-\d{6,})?$/.exec(model) ?? [];
  if (family === undefined || version === undefined) {
    return model;
  }
  return `${family.charAt(0).toUpperCase()}${family.slice(1)} ${version.replace('-', '.')}`;
}

/** How much effort, in a word or two. */
export function effortName(effort: Effort, trans: TranslationBundle): string {
  switch (effort) {
    case 'low':
      return trans.__('Low');
    case 'medium':
      return trans.__('Medium');
    case 'high':
      return trans.__('High');
    case 'xhigh':
      return trans.__('Very high');
    case 'max':
      return trans.__('Highest');
  }
}
