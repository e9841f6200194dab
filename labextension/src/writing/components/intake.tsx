/** Ways to add files to a message: the zone to drop them, the button, and what was left out. */

import { useRef } from 'react';

import { useTrans } from '../../chat/components/context';
import { Glyph } from '../../chat/components/glyphs';

/** Over the panel while something is dragged there; nothing else. */
export function DropZone({ isOver }: { isOver: boolean }) {
  const trans = useTrans();
  return isOver ? (
    <div className="rc-drop-zone" aria-hidden="true">
      <span>{trans.__('Drop to add to your message')}</span>
    </div>
  ) : null;
}

/** Sentences on what did not come along. */
export function IntakeNotes({
  notes,
  onDismiss
}: {
  notes: readonly string[];
  onDismiss: () => void;
}) {
  const trans = useTrans();
  return (
    <div role="status" className={notes.length === 0 ? 'rc-sr' : 'rc-intake-notes'}>
      {notes.length > 0 && (
        <>
          <ul>
            {notes.map((note, index) => (
              <li key={index}>{note}</li>
            ))}
          </ul>
          <button
            type="button"
            className="rc-icon"
            aria-label={trans.__('Put this note away')}
            title={trans.__('Put this note away')}
            onClick={onDismiss}
          >
            <Glyph name="close" />
          </button>
        </>
      )}
    </div>
  );
}

/** Opens the system's own choice of files. */
export function AttachButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const trans = useTrans();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className="rc-icon rc-attach"
        aria-label={trans.__('Add files')}
        title={trans.__('Add pictures and files; or paste or drop them')}
        onClick={() => {
          input.current?.click();
        }}
      >
        <Glyph name="clip" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={event => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = ''; // the same file may be chosen again
        }}
      />
    </>
  );
}
