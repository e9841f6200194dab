/** What stands in the place of a row while it is renamed, tagged, or about to be deleted. */

import { useEffect, useRef, useState } from 'react';

import { toTags } from '../rules';
import type { IRowProps } from './row-props';

type IFormProps = IRowProps & { onBack: () => void };

/** Another title. */
export function Rename(props: IFormProps) {
  const { item, trans, tools } = props;
  return (
    <OneLine
      label={trans.__('Title')}
      submit={trans.__('Rename')}
      value={item.title}
      back={trans.__('Back')}
      maxLength={200}
      onSubmit={text => {
        const title = text.trim();
        if (title !== '' && title !== item.title) {
          void tools.onEdit(item.id, { title });
        }
        props.onBack();
      }}
      onBack={props.onBack}
    />
  );
}

/** Tags, between commas. */
export function Tags(props: IFormProps) {
  const { item, trans, tools } = props;
  return (
    <OneLine
      label={trans.__('Tags, with commas between them')}
      submit={trans.__('Save')}
      value={item.tags.join(', ')}
      back={trans.__('Back')}
      maxLength={400}
      onSubmit={text => {
        const tags = toTags(text);
        if (tags.join() !== item.tags.join()) {
          void tools.onEdit(item.id, { tags });
        }
        props.onBack();
      }}
      onBack={props.onBack}
    />
  );
}

interface IOneLineProps {
  label: string;
  submit: string;
  back: string;
  value: string;
  maxLength: number;
  onSubmit: (text: string) => void;
  onBack: () => void;
}

function OneLine({ label, submit, back, value, maxLength, onSubmit, onBack }: IOneLineProps) {
  const [text, setText] = useState(value);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    box.current?.select();
  }, []);
  return (
    <form
      className="rc-item-form"
      onSubmit={event => {
        event.preventDefault();
        onSubmit(text);
      }}
    >
      <input
        ref={box}
        type="text"
        className="rc-field"
        maxLength={maxLength}
        aria-label={label}
        title={label}
        placeholder={label}
        autoFocus={true}
        value={text}
        onChange={event => {
          setText(event.target.value);
        }}
      />
      <span className="rc-buttons">
        <button type="submit" className="rc-button rc-primary">
          {submit}
        </button>
        <button type="button" className="rc-button" onClick={onBack}>
          {back}
        </button>
      </span>
    </form>
  );
}

/** Asks before it deletes. */
export function Remove({ item, trans, tools, onBack }: IFormProps) {
  const keep = useRef<HTMLButtonElement>(null);
  const isThere = item.terminal !== null;
  const isBusy = !isThere && (item.state === 'working' || item.state === 'waiting');
  useEffect(() => {
    keep.current?.focus();
  }, []);
  return (
    <div
      className="rc-item-form"
      role="alertdialog"
      aria-label={trans.__('Delete %1?', item.title)}
    >
      <p>
        {trans.__('Delete “%1”? What was said in it goes; the files stay.', item.title)}
        {isBusy && ` ${trans.__('Claude is stopped.')}`}
        {isThere && ` ${trans.__('claude goes on in its terminal.')}`}
      </p>
      <span className="rc-buttons">
        <button
          type="button"
          className="rc-button rc-danger"
          onClick={() => {
            void tools.onRemove(item.id);
          }}
        >
          {trans.__('Delete')}
        </button>
        <button ref={keep} type="button" className="rc-button" onClick={onBack}>
          {trans.__('Keep')}
        </button>
      </span>
    </div>
  );
}
