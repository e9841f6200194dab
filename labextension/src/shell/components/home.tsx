/** Home: what can be done here, what was done last, and the keys that help. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { LabIcon } from '@jupyterlab/ui-components';
import type { JSX } from 'react';

import { Recent, type IRecentProps } from './recent';

/** Something to start. */
export interface IAction {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly icon: LabIcon.IMaybeResolvable;
  readonly run: () => void;
}

/** A card that another extension registered with the launcher. */
export interface ICard {
  readonly key: string;
  readonly label: string;
  readonly caption: string;
  readonly icon: LabIcon.IMaybeResolvable;
  readonly iconUrl: string;
  readonly run: () => void;
}

export interface IShortcut {
  readonly what: string;
  readonly keys: string;
}

export interface IHomeProps extends IRecentProps {
  readonly name: string;
  readonly actions: readonly IAction[];
  readonly cards: readonly ICard[];
  readonly shortcuts: readonly IShortcut[];
  /** Starts the welcome tour; null where there is none. */
  readonly tour: (() => void) | null;
  readonly trans: TranslationBundle;
}

export function Home(props: IHomeProps): JSX.Element {
  const { trans } = props;
  return (
    <div className="rc-home-page">
      <div className="rc-home-head">
        <h1>{props.name}</h1>
        <p>
          {trans.__('Ask Claude, or start here. Files and conversations stay in this session.')}
        </p>
        {props.conversations.length === 0 && props.tour !== null && (
          <button type="button" className="rc-home-tour" onClick={props.tour}>
            {trans.__('New here? See in a minute what is where.')}
          </button>
        )}
      </div>
      <div className="rc-home-actions">
        {props.actions.map(action => (
          <button type="button" key={action.id} onClick={action.run}>
            <LabIcon.resolveReact icon={action.icon} tag="span" />
            <span className="rc-home-label">{action.label}</span>
            <span className="rc-home-hint">{action.hint}</span>
          </button>
        ))}
      </div>
      <Recent conversations={props.conversations} open={props.open} trans={trans} />
      <div className="rc-home-foot">
        <Shortcuts shortcuts={props.shortcuts} trans={trans} />
        <Cards cards={props.cards} trans={trans} />
      </div>
    </div>
  );
}

function Shortcuts(props: Pick<IHomeProps, 'shortcuts' | 'trans'>): JSX.Element | null {
  if (props.shortcuts.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>{props.trans.__('Keys')}</h2>
      <dl className="rc-home-keys">
        {props.shortcuts.map(shortcut => (
          <div key={shortcut.what}>
            <dt>{shortcut.what}</dt>
            <dd>
              <kbd>{shortcut.keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Cards(props: Pick<IHomeProps, 'cards' | 'trans'>): JSX.Element | null {
  if (props.cards.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>{props.trans.__('More to open')}</h2>
      <div className="rc-home-cards">
        {props.cards.map(card => (
          <button type="button" key={card.key} title={card.caption} onClick={card.run}>
            {card.iconUrl ? (
              <img src={card.iconUrl} alt="" />
            ) : (
              <LabIcon.resolveReact icon={card.icon} tag="span" />
            )}
            {card.label}
          </button>
        ))}
      </div>
    </section>
  );
}
