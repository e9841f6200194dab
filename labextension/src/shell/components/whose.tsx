/** The upper right corner: which session this is, and whose. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSX } from 'react';

export interface IWhoseProps {
  readonly name: string;
  readonly user: string;
  /** Opens the list of sessions; null without a hub. */
  readonly openSessions: (() => void) | null;
  /** Opens the menu of the user below the given element; null without a hub. */
  readonly openMenu: ((below: HTMLElement) => void) | null;
  readonly trans: TranslationBundle;
}

export function Whose(props: IWhoseProps): JSX.Element {
  const { name, user, openSessions, openMenu, trans } = props;
  return (
    <>
      {openSessions ? (
        <button
          type="button"
          className="rc-whose-session"
          title={trans.__('Session %1. Open the list of your sessions in a new tab.', name)}
          onClick={openSessions}
        >
          {name}
        </button>
      ) : (
        <span className="rc-whose-session" title={trans.__('Workspace %1', name)}>
          {name}
        </span>
      )}
      {user && openMenu && (
        <button
          type="button"
          className="rc-whose-user"
          aria-haspopup="menu"
          title={trans.__('Signed in as %1', user)}
          onClick={event => {
            openMenu(event.currentTarget);
          }}
        >
          {user} <span aria-hidden="true">▾</span>
        </button>
      )}
    </>
  );
}
