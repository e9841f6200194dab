/** What is selected in the editor, above the box: a switch that says whether it goes along. */

import type { Attachment } from '../../api/types';
import { useTrans } from '../../chat/components/context';
import { Glyph } from '../../chat/components/glyphs';

interface IProps {
  selected: Attachment | null;
  isOn: boolean;
  onToggle: (isOn: boolean) => void;
}

/** Nothing where nothing is selected. */
export function SelectionChip({ selected, isOn, onToggle }: IProps) {
  const trans = useTrans();
  if (selected === null) {
    return null;
  }
  const { name, path, lines } = selected;
  const goes =
    lines === undefined
      ? trans.__(
          'Selected in the editor: %1. Goes with your messages; click to leave it out.',
          name
        )
      : trans.__(
          'Selected in the editor: %1 lines %2. Goes with your messages; click to leave it out.',
          path ?? name,
          lines
        );
  return (
    <button
      type="button"
      className="rc-chip rc-selection"
      aria-pressed={isOn}
      aria-label={`${trans.__('What is selected in the editor')}: ${name} ${lines ?? ''}`}
      title={
        isOn ? goes : trans.__('Not sent: what is selected in the editor. Click to send it along.')
      }
      onClick={() => {
        onToggle(!isOn);
      }}
    >
      <Glyph name={isOn ? 'done' : 'todo'} />
      <span className="rc-chip-name">{name}</span>
      {lines !== undefined && <span className="rc-chip-share">{lines}</span>}
    </button>
  );
}
