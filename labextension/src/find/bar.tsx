/** JupyterLab's own search box above the panel; loaded when somebody searches for the first time. */

import { SearchDocumentModel, SearchDocumentView } from '@jupyterlab/documentsearch';
import type { ITranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Panel, Widget } from '@lumino/widgets';

import type { ChatModel } from '../chat/model';
import type { PanelUi } from '../chat/ui';
import { Status } from './components/status';
import { Marks } from './marks';
import { Pieces } from './pieces';
import { ChatSearch } from './provider';
import { Reading } from './reading';

const DEBOUNCE_MS = 150;
const FINDING = 'rc-finding';

/** Draws again when it is told to. */
class StatusLine extends ReactWidget {
  constructor(private readonly _draw: () => React.ReactElement) {
    super();
  }

  protected override render(): React.ReactElement {
    return this._draw();
  }
}

/** The search box and the line below it. */
export class FindBar extends Panel {
  constructor(private readonly _options: FindBar.IOptions) {
    super();
    const { host, chat, ui, opened, workspace, translator } = _options;
    this.addClass('rc-find');
    const trans = translator.load('remote_claude');
    const { history } = chat;
    const reading = new Reading({
      get earlier() {
        return history.earlier;
      },
      load: () => history.load(),
      change: () =>
        new Promise(done => {
          const once = () => {
            chat.changed.disconnect(once);
            done();
          };
          chat.changed.connect(once);
        })
    });
    this._provider = new ChatSearch({
      chat,
      ui,
      reading,
      opened,
      pieces: new Pieces(trans, workspace),
      marks: new Marks(host.node),
      transcript: () => host.node.querySelector('.rc-rows')
    });
    this._model = new SearchDocumentModel(this._provider, DEBOUNCE_MS);
    this._view = new SearchDocumentView(this._model, translator);
    const status = new StatusLine(() => (
      <Status
        progress={reading.progress}
        index={this._provider.currentMatchIndex}
        count={this._provider.matchesCount}
        trans={trans}
        onStop={() => {
          reading.stop();
        }}
        onGoOn={() => {
          reading.start();
        }}
      />
    ));
    const drawStatus = () => {
      status.update();
    };
    this._model.stateChanged.connect(drawStatus);
    reading.changed.connect(drawStatus);
    this.addWidget(status);
    this._view.closed.connect(this._onClosed, this);
    this.node.addEventListener('keydown', this._onKey);
    host.disposed.connect(() => {
      this.dispose();
    });
  }

  /** Show it with the keyboard in it; what is selected in the transcript is searched for. */
  open(): void {
    const { host, ui } = this._options;
    ui.closeList();
    const words = this._provider.getInitialQuery();
    if (!this.isAttached) {
      this._before = document.activeElement;
      this.insertWidget(0, this._view);
      host.addClass(FINDING);
      Widget.attach(this, host.node, host.node.firstElementChild as HTMLElement | null);
      this._model.refresh(); // the words of the last time stand in the box again
    }
    if (words !== '') {
      this._view.setSearchText(words);
    }
    this._view.focusSearchInput();
  }

  /** Go to the next match, or the one before. */
  async step(by: 1 | -1): Promise<void> {
    await (by > 0 ? this._model.highlightNext() : this._model.highlightPrevious());
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.node.removeEventListener('keydown', this._onKey);
    this._view.dispose();
    this._model.dispose();
    this._provider.dispose();
    super.dispose();
  }

  private readonly _onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this._view.close();
    }
  };

  private _onClosed(): void {
    const { host, ui } = this._options;
    Widget.detach(this);
    host.removeClass(FINDING);
    const before = this._before;
    if (before instanceof HTMLElement && before.isConnected && host.node.contains(before)) {
      before.focus();
    } else {
      ui.focus('composer');
    }
  }

  private _before: Element | null = null;
  private readonly _provider: ChatSearch;
  private readonly _model: SearchDocumentModel;
  private readonly _view: SearchDocumentView;
}

export namespace FindBar {
  /** What it is made of. */
  export interface IOptions {
    /** The panel, above which it stands. */
    host: Widget;
    chat: ChatModel;
    ui: PanelUi;
    opened: Map<string, boolean>;
    workspace: () => string;
    translator: ITranslator;
  }
}
