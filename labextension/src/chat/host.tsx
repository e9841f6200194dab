/** The panel's place in the shell: it is there from the start, what fills it comes when the shell stands. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';

import type { Code } from '../common/code';
import { Later } from '../common/later';
import { panelIcon } from '../icons';
import { PANEL_ID } from '../tokens';

/** What fills the place. */
export interface IFilling {
  /** Draw it. */
  render: () => React.ReactElement;
  /** The place came into view. */
  shown: () => void;
  /** The place is to have the keyboard. */
  activated: () => void;
}

/** A widget with the panel's name, icon and size; calm until it is filled. */
export class PanelHost extends ReactWidget {
  constructor(private readonly _options: PanelHost.IOptions) {
    super();
    this.id = PANEL_ID;
    this.title.icon = panelIcon;
    this.title.caption = _options.trans.__('Claude');
    this.addClass('rc-host');
    this.addClass('rc-chat');
  }

  /** Show this from now on; what was asked for before is done now. */
  fill(filling: IFilling): void {
    this._filling = filling;
    this.update();
    if (this._isAsked) {
      this._isAsked = false;
      filling.activated();
    }
  }

  protected override render(): React.ReactElement {
    const { code, trans } = this._options;
    return (
      <Later code={code} trans={trans}>
        {() => this._filling?.render() ?? null}
      </Later>
    );
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._filling?.shown();
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    if (this._filling === null) {
      this._isAsked = true;
    } else {
      this._filling.activated();
    }
  }

  private _filling: IFilling | null = null;
  private _isAsked = false;
}

export namespace PanelHost {
  /** What the place needs. */
  export interface IOptions {
    /** Fills the place. */
    code: Code<unknown>;
    trans: TranslationBundle;
  }
}
