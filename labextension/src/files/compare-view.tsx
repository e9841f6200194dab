/** The tab that compares both versions of a document; loaded when the first one is opened. */

import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';

import { ErrorBoundary } from '../common/error-boundary';
import { Compare } from './components/compare';
import type { Guarded, IVersions } from './guarded';

/** Hands values to the page; goes when the question is answered. */
export class CompareView extends ReactWidget {
  constructor(private readonly _options: CompareView.IOptions) {
    super();
    this.addClass('rc-host');
    this.addClass('rc-changes-view');
  }

  protected override render(): React.ReactElement {
    const { guarded, versions, trans, language, onKeep, onTake } = this._options;
    return (
      <ErrorBoundary trans={trans} what="panel">
        <Compare
          versions={versions}
          isByClaude={guarded.isByClaude}
          trans={trans}
          language={() => language(guarded.context.path)}
          onKeep={onKeep}
          onTake={onTake}
        />
      </ErrorBoundary>
    );
  }
}

export namespace CompareView {
  /** What it is made of. */
  export interface IOptions {
    guarded: Guarded;
    versions: IVersions;
    trans: TranslationBundle;
    language: (path: string) => Promise<Extension | null>;
    onKeep: () => void;
    onTake: () => void;
  }
}
