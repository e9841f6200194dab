/** A broken part shows why and offers to draw it again; the rest lives on. */

import type { TranslationBundle } from '@jupyterlab/translation';
import type { ErrorInfo, ReactNode } from 'react';
import { Component } from 'react';

interface IProps {
  children: ReactNode;
  trans: TranslationBundle;
  /** What is broken, as a noun: `message`, `panel`. */
  what: string;
}

interface IState {
  error: Error | null;
}

/** Keeps what a child throws from taking its neighbours along. */
export class ErrorBoundary extends Component<IProps, IState> {
  static getDerivedStateFromError(error: unknown): IState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override state: IState = { error: null };

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(`The ${this.props.what} could not be drawn.`, error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) {
      return this.props.children;
    }
    const { trans } = this.props;
    return (
      <div className="rc-broken" role="alert">
        <span>{trans.__('This part could not be shown: %1', error.message)}</span>
        <button
          type="button"
          className="rc-button"
          onClick={() => {
            this.setState({ error: null });
          }}
        >
          {trans.__('Show again')}
        </button>
      </div>
    );
  }
}
