/** Pictures that a tool gave back, small; a click shows them at their own size. */

import type { Image } from '../../api/types';
import { useOpen, useTrans } from './context';

/** What a browser only draws: nothing in it runs. */
const DRAWN = /^image\/(?:png|jpeg|gif|webp)$/;
const BASE64 = /^[A-Za-z0-9+/=\s]*$/;

/** One beside the other. */
export function Pictures({ images }: { images: readonly Image[] }) {
  return (
    <div className="rc-pictures">
      {images
        .filter(({ media_type, data }) => DRAWN.test(media_type) && BASE64.test(data))
        .map((image, index) => (
          <Picture key={index} image={image} />
        ))}
    </div>
  );
}

function Picture({ image: { media_type, data } }: { image: Image }) {
  const trans = useTrans();
  const [isLarge, toggle] = useOpen(`picture:${data.length}:${data.slice(-40)}`, false);
  const label = isLarge ? trans.__('Show the picture small') : trans.__('Show the picture large');
  return (
    <button
      type="button"
      className={isLarge ? 'rc-picture rc-large' : 'rc-picture'}
      title={label}
      aria-label={label}
      aria-pressed={isLarge}
      onClick={toggle}
    >
      <img src={`data:${media_type};base64,${data}`} alt={trans.__('A picture from the tool')} />
    </button>
  );
}
