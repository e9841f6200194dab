/** May Claude use this tool: what exactly, where, why, and how far the answer reaches. */

import { useState } from 'react';

import { fromInput } from '../patch';
import { relativePath, toolName } from '../tools';
import type { IBodyProps } from './body';
import { ChoiceButton } from './choice-button';
import { useTools, useTrans } from './context';
import { Diff, DiffCount } from './diff';
import { Feedback } from './feedback';

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
              title={suggestion.scope}
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

interface IWhatProps {
  tool: string;
  input: Readonly<Record<string, unknown>>;
  name: string;
}

/** The command, the change, or whatever the tool was given. */
function What({ tool, input, name }: IWhatProps) {
  const { trans, workspace, openFile } = useTools();
  const diff = fromInput(tool, input);
  const path = input['file_path'] ?? input['notebook_path'];
  if (tool === 'Bash' && typeof input['command'] === 'string') {
    const { description } = input;
    return (
      <>
        <pre className="rc-command" tabIndex={0} role="region" aria-label={trans.__('Command')}>
          {input['command']}
        </pre>
        {typeof description === 'string' && <p className="rc-small">{description}</p>}
      </>
    );
  }
  if (typeof path === 'string') {
    const shown = relativePath(path, workspace);
    return (
      <>
        <div className="rc-what-file">
          <button
            type="button"
            className="rc-path"
            onClick={() => {
              openFile(shown, null);
            }}
          >
            <bdi>{shown}</bdi>
          </button>
          {diff !== null && <DiffCount {...diff} />}
        </div>
        {diff !== null && <Diff diff={diff} name={name} />}
      </>
    );
  }
  return (
    <>
      <p className="rc-what-tool">{toolName(tool)}</p>
      <Fields input={input} />
    </>
  );
}

/** The input of a tool that has no form of its own, field by field. */
function Fields({ input }: { input: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="rc-fields" tabIndex={0}>
      {Object.entries(input).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Why({ approval: { cwd, reason } }: Pick<IBodyProps, 'approval'>) {
  const { trans, workspace } = useTools();
  const isHere = relativePath(`${cwd}/`, workspace) === '';
  return (
    <p className="rc-why">
      {isHere ? (
        <span title={cwd}>{trans.__('in the workspace')}</span>
      ) : (
        <>
          {trans.__('in')} <code>{relativePath(cwd, workspace)}</code>
        </>
      )}
      {reason != null && reason !== '' && <> · {reason}</>}
    </p>
  );
}

interface IEditProps {
  command: string;
  isBusy: boolean;
  onAllow: (command: string) => void;
  onBack: () => void;
}

function EditCommand({ command, isBusy, onAllow, onBack }: IEditProps) {
  const trans = useTrans();
  const [text, setText] = useState(command);
  return (
    <div className="rc-feedback-form">
      <textarea
        className="rc-field rc-code-field"
        aria-label={trans.__('Command')}
        rows={Math.min(8, text.split('\n').length + 1)}
        spellCheck={false}
        autoFocus={true}
        value={text}
        onChange={event => {
          setText(event.target.value);
        }}
        onKeyDown={event => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onBack();
          }
        }}
      />
      <div className="rc-buttons">
        <ChoiceButton
          isPrimary={true}
          isDisabled={isBusy || text.trim() === ''}
          onClick={() => {
            onAllow(text);
          }}
        >
          {text === command ? trans.__('Allow once') : trans.__('Allow this version')}
        </ChoiceButton>
        <ChoiceButton isDisabled={isBusy} onClick={onBack}>
          {trans.__('Back')}
        </ChoiceButton>
      </div>
    </div>
  );
}
