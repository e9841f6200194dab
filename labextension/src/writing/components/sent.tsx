/** What hung on a message that was sent: its pictures, and its files as links into the editor. */

import type { Attachment } from '../../api/types';
import { useOpen, useTools, useTrans } from '../../chat/components/context';
import { toPicture } from '../attached';

/** Below the text of a message; nothing where nothing hung on it. */
export function SentAttachments({ attachments }: { attachments: readonly Attachment[] }) {
  if (attachments.length === 0) {
    return null;
  }
  const pictures = attachments.flatMap(each => {
    const picture = toPicture(each);
    return picture === null ? [] : [{ name: each.name, picture }];
  });
  const others = attachments.filter(each => toPicture(each) === null);
  return (
    <div className="rc-sent">
      {pictures.map(({ name, picture }, index) => (
        <SentPicture key={index} name={name} picture={picture} />
      ))}
      {others.map((each, index) => (
        <SentFile key={index} attachment={each} />
      ))}
    </div>
  );
}

function SentPicture({ name, picture }: { name: string; picture: string }) {
  const trans = useTrans();
  const [isLarge, toggle] = useOpen(`sent:${picture.length}:${picture.slice(-40)}`, false);
  return (
    <button
      type="button"
      className={isLarge ? 'rc-picture rc-large' : 'rc-picture'}
      title={name}
      aria-label={isLarge ? trans.__('Show %1 small', name) : trans.__('Show %1 large', name)}
      aria-pressed={isLarge}
      onClick={toggle}
    >
      <img src={picture} alt={name} />
    </button>
  );
}

function SentFile({ attachment: { name, path, lines } }: { attachment: Attachment }) {
  const { openFile } = useTools();
  const words = lines === undefined ? name : `${name} ${lines}`;
  return path === undefined ? (
    <span className="rc-attachment">{words}</span>
  ) : (
    <button
      type="button"
      className="rc-attachment"
      title={path}
      onClick={() => {
        openFile(path, lines === undefined ? null : Number.parseInt(lines, 10));
      }}
    >
      {words}
    </button>
  );
}
