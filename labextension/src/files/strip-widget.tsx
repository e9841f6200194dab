/** The strip as a widget of a document's header; as high as its words need. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Widget } from '@lumino/widgets';

import { Strip } from './components/strip';
import type { Guarded } from './guarded';

/** What the buttons do. */
export interface IWays {
  keep: () => void;
  take: () => void;
  compare: () => void;
}

/** Shown while the document asks. */
export class StripWidget extends ReactWidget {
  constructor(
    private readonly _guarded: Guarded,
    private readonly _ways: IWays,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('rc-host');
    this.addClass('rc-strip-host');
    this._observer.observe(this.node);
  }

  override dispose(): void {
    this._observer.disconnect();
    super.dispose();
  }

  protected override render(): React.ReactElement {
    const { keep, take, compare } = this._ways;
    return (
      <div className="rc-panel">
        <Strip
          isByClaude={this._guarded.isByClaude}
          trans={this._trans}
          onKeep={keep}
          onTake={take}
          onCompare={compare}
        />
      </div>
    );
  }

  protected override onUpdateRequest(msg: Parameters<Widget['processMessage']>[0]): void {
    super.onUpdateRequest(msg);
    void this.renderPromise?.then(() => {
      this._fit();
    });
  }

  /** Lumino's boxes ask for a height in advance. */
  private _fit(): void {
    const height = this.node.querySelector('.rc-strip')?.getBoundingClientRect().height ?? 0;
    const wanted = `${Math.ceil(height)}px`;
    if (height > 0 && this.node.style.minHeight !== wanted) {
      this.node.style.minHeight = wanted;
      this.parent?.fit();
    }
  }

  private readonly _observer = new ResizeObserver(() => {
    this._fit();
  });
}
