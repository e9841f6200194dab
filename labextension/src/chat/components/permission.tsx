/** May Claude use this tool: what exactly, where, why, and how far the answer reaches. */

import { useState } from 'react';

import type { Approval } from '../../api/types';
import type { IBodyProps } from './body';
import { ChoiceButton } from './choice-button';
import { useTrans } from './context';
import { EditCommand } from './edit-command';
import { Feedback } from './feedback';
import { What } from './what';
import { Why } from './why';

type View = 'ask' | 'edit' | 'deny';

/** The body of a permission card. */
export function PermissionBody({ approval, isBusy, onAnswer }: IBodyProps) {
  const trans = useTrans();
  const [view, setView] = useState<View>('ask');
  const { suggestions, tool, input } = approval;
  const command = tool === 'Bash' && typeof input['command'] === 'string' ? input['command'] : null;
  const back = () => {
    setView('ask');
  };
  if (view === 'edit' && command !== null) {
    return (
      <EditCommand
        command={command}
        isBusy={isBusy}
        onBack={back}
        onAllow={edited => {
          onAnswer({ decision: 'allow', input: { ...input, command: edited } });
        }}
      />
    );
  }
  return (
    <>
      <What tool={tool} input={input} name={approval.approval} />
      <Why approval={approval} />
      {view === 'deny' ? (
        <Feedback
          label={trans.__('What Claude should do instead')}
          placeholder={trans.__('What should Claude do instead? (may stay empty)')}
          send={trans.__('Deny')}
          isDisabled={isBusy}
          onBack={back}
          onSend={feedback => {
            onAnswer({ decision: 'deny', ...(feedback === '' ? {} : { feedback }) });
          }}
        />
      ) : (
        <div className="rc-buttons">
          <ChoiceButton
            digit={1}
            isPrimary={true}
            isDisabled={isBusy}
            onClick={() => {
              onAnswer({ decision: 'allow' });
            }}
          >
            {trans.__('Allow once')}
          </ChoiceButton>
          {suggestions.map((suggestion, index) => (
            <ChoiceButton
              key={suggestion.id}
              digit={index + 2}
              isDisabled={isBusy}
              title={reachOf(suggestion, trans)}
              onClick={() => {
                onAnswer({ decision: 'allow', suggestion: suggestion.id });
              }}
            >
              {suggestion.label}
            </ChoiceButton>
          ))}
          {command !== null && (
            <ChoiceButton
              isDisabled={isBusy}
              onClick={() => {
                setView('edit');
              }}
            >
              {trans.__('Edit…')}
            </ChoiceButton>
          )}
          <ChoiceButton
            digit={suggestions.length + 2}
            isDisabled={isBusy}
            onClick={() => {
              setView('deny');
            }}
          >
            {trans.__('Deny…')}
          </ChoiceButton>
        </div>
      )}
    </>
  );
}

/** How far the choice of a rule reaches, and the rule itself. */
function reachOf(
  { scope, rule }: Approval['suggestions'][number],
  trans: ReturnType<typeof useTrans>
): string {
  const reach = scopeName(scope, trans);
  return rule === undefined || rule === '' ? reach : `${reach}: ${rule}`;
}

function scopeName(scope: string, trans: ReturnType<typeof useTrans>): string {
  switch (scope) {
    case 'conversation':
      return trans.__('Only in this conversation');
    case 'project':
      return trans.__('In this project, in every conversation');
    case 'user':
      return trans.__('In all your projects');
    default:
      return scope;
  }
}
