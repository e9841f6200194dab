/** The tab of a plan as a widget; loaded when the first one is opened. */

import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';

import { explain } from '../api/errors';
import type { Approval, ApprovalAnswer } from '../api/types';
import { ErrorBoundary } from '../common/error-boundary';
import { ToolsProvider } from '../chat/components/context';
import type { ITools } from '../chat/components/context';
import type { IRemoteClaude } from '../tokens';
import type { PlanComments } from './comments';
import { PlanPage } from './components/page';

/** Reads what is known of the question and hands values to the page. */
export class PlanView extends ReactWidget {
  constructor(private readonly _options: PlanView.IOptions) {
    super();
    this.addClass('rc-host');
    this.addClass('rc-plan-view');
    const { claude, comments } = _options;
    claude.conversationsChanged.connect(this._emit, this);
    comments.changed.connect(this._emit, this);
  }

  override dispose(): void {
    Signal.clearData(this);
    super.dispose();
  }

  protected override render(): React.ReactElement {
    const { tools, claude, comments, conversation, approval } = this._options;
    const all = { ...tools, workspace: claude.health?.workspace ?? '', density: 'normal' as const };
    return (
      <ToolsProvider value={all}>
        <ErrorBoundary trans={tools.trans} what="panel">
          <UseSignal signal={this._changed}>
            {() => (
              <PlanPage
                approval={approval}
                title={this._found?.title ?? ''}
                isOpen={this._found?.approvals.some(isThis(approval)) === true}
                isBusy={this._isBusy}
                problem={this._problem}
                planning={{
                  modes: claude.health?.choices.modes ?? [],
                  comments: comments.of(conversation, approval.approval),
                  onComment: comment => {
                    comments.put(conversation, comment);
                  },
                  onOpen: null
                }}
                onAnswer={answer => void this._answer(answer)}
              />
            )}
          </UseSignal>
        </ErrorBoundary>
      </ToolsProvider>
    );
  }

  private get _found() {
    const { claude, conversation } = this._options;
    return claude.conversations.find(one => one.id === conversation);
  }

  private async _answer(answer: ApprovalAnswer): Promise<void> {
    this._isBusy = true;
    this._emit();
    try {
      await this._options.answer(answer);
      this._problem = null;
    } catch (error) {
      this._problem = explain(error, this._options.tools.trans);
    }
    this._isBusy = false;
    this._emit();
  }

  private _emit(): void {
    this._changed.emit();
  }

  private _isBusy = false;
  private _problem: ReturnType<typeof explain> | null = null;
  private readonly _changed = new Signal<this, void>(this);
}

function isThis({ approval }: Approval) {
  return (other: Approval) => other.approval === approval;
}

export namespace PlanView {
  /** What it is made of. */
  export interface IOptions {
    tools: Omit<ITools, 'workspace' | 'density'>;
    claude: IRemoteClaude;
    comments: PlanComments;
    conversation: string;
    approval: Approval;
    answer: (answer: ApprovalAnswer) => Promise<void>;
  }
}
