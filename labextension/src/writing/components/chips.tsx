/** What goes with the next message, above the box. */

import { useTrans } from '../../chat/components/context';
import { Glyph } from '../../chat/components/glyphs';
import type { IAttached } from '../attached';
import { toPicture } from '../attached';

interface IProps {
  attached: readonly IAttached[];
  onDetach: (id: string) => void;
}

/** One chip for each; nothing where there is none. */
export function AttachedChips({ attached, onDetach }: IProps) {
  const trans = useTrans();
  if (attached.length === 0) {
    return null;
  }
  return (
    <ul className="rc-chips" aria-label={trans.__('Goes with this message')}>
      {attached.map(({ id, attachment, isBusy, share }) => (
        <li key={id} className={isBusy ? 'rc-chip rc-sending' : 'rc-chip'} aria-busy={isBusy}>
          <Thumbnail picture={toPicture(attachment)} />
          <span className="rc-chip-name" title={attachment.path ?? attachment.name}>
            {attachment.name}
          </span>
          {isBusy && share !== undefined && (
            <span className="rc-chip-share">{Math.floor(share * 100)} %</span>
          )}
          <button
            type="button"
            className="rc-icon"
            aria-label={trans.__('Remove %1', attachment.name)}
            title={trans.__('Remove')}
            onClick={() => {
              onDetach(id);
            }}
          >
            <Glyph name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Thumbnail({ picture }: { picture: string | null }) {
  return picture === null ? null : <img className="rc-thumbnail" src={picture} alt="" />;
}
