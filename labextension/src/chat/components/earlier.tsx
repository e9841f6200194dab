/** What stands above the first message that is here, where there are earlier ones. */

import type { Earlier } from '../history';
import { useTrans } from './context';

interface IProps {
  earlier: Earlier;
  onLoad: () => void;
}

/** A quiet line; a button where reading did not work. */
export function EarlierLine({ earlier, onLoad }: IProps) {
  const trans = useTrans();
  switch (earlier) {
    case 'none':
      return null;
    case 'failed':
      return (
        <div className="rc-earlier" role="status">
          <span>{trans.__('Earlier messages could not be read.')}</span>
          <button type="button" className="rc-link" onClick={onLoad}>
            {trans.__('Try again')}
          </button>
        </div>
      );
    case 'some':
    case 'loading':
      return <div className="rc-earlier">{trans.__('Loading earlier messages…')}</div>;
  }
}
