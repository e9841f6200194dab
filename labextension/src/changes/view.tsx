/** The tab of a turn's changes as a widget; loaded when the first one is opened. */

import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';

import { ErrorBoundary } from '../common/error-boundary';
import { Page } from './components/page';
import type { ChangesModel } from './model';

/** Reads the model and hands values to the page. */
export class ChangesView extends ReactWidget {
  constructor(private readonly _options: ChangesView.IOptions) {
    super();
    this.addClass('rc-host');
    this.addClass('rc-changes-view');
    void _options.model.load();
  }

  override dispose(): void {
    this._options.model.dispose();
    super.dispose();
  }

  protected override render(): React.ReactElement {
    const { model, trans, language, openFile } = this._options;
    return (
      <ErrorBoundary trans={trans} what="panel">
        <UseSignal signal={model.changed}>
          {() => (
            <Page
              told={model.told}
              file={model.file}
              problem={model.problem}
              isBusy={model.isBusy}
              layout={model.layout}
              comments={model.comments}
              turn={model.turn}
              trans={trans}
              language={language}
              onSelect={path => {
                model.select(path);
              }}
              onLayout={layout => {
                model.setLayout(layout);
              }}
              onOpen={openFile}
              onRevert={(file, place) => void model.revert(file, place)}
              onComment={(path, line, quote, text) => {
                model.comment(path, line, quote, text);
              }}
              onReload={() => void model.load()}
            />
          )}
        </UseSignal>
      </ErrorBoundary>
    );
  }
}

export namespace ChangesView {
  /** What it is made of. */
  export interface IOptions {
    model: ChangesModel;
    trans: TranslationBundle;
    language: (path: string) => Promise<Extension | null>;
    openFile: (path: string) => void;
  }
}
