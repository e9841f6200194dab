/** Permission mode, model and effort: what policy and gateway allow, nothing else. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Choices } from '../../api/types';
import type { Effort, Mode } from '../state';
import { useTrans } from './context';
import { Glyph } from './glyphs';

interface IProps {
  choices: Choices | null;
  mode: Mode;
  model: string | null;
  effort: Effort | null;
  onMode: (mode: Mode) => void;
  onModel: (model: string | null) => void;
  onEffort: (effort: Effort | null) => void;
}

const NO_CHOICES: Choices = { modes: [], models: [], efforts: [] };

/** The three pickers; one without a choice is not shown. */
export function Pickers({ choices, mode, model, effort, onMode, onModel, onEffort }: IProps) {
  const trans = useTrans();
  const { modes, models, efforts } = choices ?? NO_CHOICES;
  return (
    <>
      <Picker
        label={trans.__('Permission mode')}
        value={mode}
        options={including(modes, mode).map(name => [name, modeName(name, trans)])}
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
          value={model ?? ''}
          options={[
            ['', trans.__('Model')],
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
          value={effort ?? ''}
          options={[
            ['', trans.__('Effort')],
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

/** The options, with the one that holds now even where it can no longer be chosen. */
function including<T>(options: readonly T[], value: T | null): readonly T[] {
  return value === null || options.includes(value) ? options : [value, ...options];
}

interface IPickerProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, name: string])[];
  onChange: (value: string) => void;
}

function Picker({ label, value, options, onChange }: IPickerProps) {
  const name = options.find(([option]) => option === value)?.[1] ?? value;
  return (
    <label className="rc-picker" title={`${label}: ${name}`}>
      <span className="rc-picker-name" aria-hidden="true">
        {name}
      </span>
      <Glyph name="down" />
      <select
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
      </select>
    </label>
  );
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

function effortName(effort: Effort, trans: TranslationBundle): string {
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
