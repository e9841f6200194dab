/** Opens a plan as a tab of the main area, once, however often it is asked for. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';

import { panelIcon } from '../icons';
import type { Client } from '../api/client';
import { need } from '../common/code';
import type { ITools } from '../chat/components/context';
import type { IRemoteClaude } from '../tokens';
import type { PlanComments } from './comments';
import { settlePlan } from './settle';

export interface IOpenOptions {
  app: JupyterFrontEnd;
  client: Client;
  claude: IRemoteClaude;
  comments: PlanComments;
  tools: Omit<ITools, 'workspace' | 'density'>;
  /** Give words back into the message to a conversation. */
  giveBack: (conversation: string, text: string) => void;
}

/** Nothing happens where the plan does not wait for an answer any more. */
export async function openPlan(
  { app, client, claude, comments, tools, giveBack }: IOpenOptions,
  conversation: string,
  ident: string
): Promise<void> {
  const id = `rc-plan-${ident}`;
  const known = claude.conversations.find(one => one.id === conversation);
  const approval = known?.approvals.find(one => one.approval === ident);
  if (approval !== undefined && isNew(app, id)) {
    const { PlanView } = await need(() => import('./view'), tools.trans);
    if (isNew(app, id)) {
      const content = new PlanView({
        tools,
        claude,
        comments,
        conversation,
        approval,
        answer: async answer => {
          await client.answer(conversation, ident, answer);
          const left = settlePlan(comments, conversation, ident, answer);
          if (left !== '') {
            giveBack(conversation, left);
          }
        }
      });
      const widget = new MainAreaWidget({ content });
      widget.id = id;
      widget.title.label = tools.trans.__('Plan');
      widget.title.caption = known?.title ?? '';
      widget.title.icon = panelIcon;
      widget.title.closable = true;
      widget.toolbar.hide();
      app.shell.add(widget, 'main', { type: 'Claude' });
    }
  }
  app.shell.activateById(id);
}

function isNew(app: JupyterFrontEnd, id: string): boolean {
  return [...app.shell.widgets('main')].every(widget => widget.id !== id);
}
