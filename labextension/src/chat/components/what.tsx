/** What exactly Claude wants to do: the command, the change, or a sentence and what it is about. */

import { useEffect, useState } from 'react';

import { describeAsk } from '../asks';
import { notebookDiff, notebookOf } from '../notebook';
import { fromInput } from '../patch';
import { useTools, useTrans } from './context';
import { Pairs } from './pairs';
import { Diff, DiffCount } from './diff';

interface IProps {
  tool: string;
  input: Readonly<Record<string, unknown>>;
  /** Unique, so that what was unfolded stays so. */
  name: string;
}

/** The command, the change, or whatever the tool was given. */
export function What({ tool, input, name }: IProps) {
  const { trans, workspace } = useTools();
  const { does, object, fields } = describeAsk(tool, input, workspace, trans);
  const now = useNotebook(tool, input);
  const diff =
    notebookDiff(tool, input, { structured: null, now }, trans) ?? fromInput(tool, input);
  if (tool === 'Bash' && object !== null) {
    return <Command command={object.text} description={input['description']} />;
  }
  return (
    <>
      <div className="rc-what">
        {does !== '' && <span>{does}</span>}
        {object !== null && <Thing {...object} />}
        {diff !== null && <DiffCount {...diff} />}
      </div>
      {diff !== null ? <Diff diff={diff} name={name} /> : <Fields fields={fields} />}
    </>
  );
}

/** The text of the notebook that would be changed, once it is read; null for anything else. */
function useNotebook(tool: string, input: IProps['input']): string | null {
  const { readText } = useTools();
  const [text, setText] = useState<string | null>(null);
  const path = notebookOf(tool, input);
  useEffect(() => {
    let isGone = false;
    if (path !== null) {
      void readText(path).then(read => {
        if (!isGone) {
          setText(read);
        }
      });
    }
    return () => {
      isGone = true;
    };
  }, [path, readText]);
  return path === null ? null : text;
}

function Command({ command, description }: { command: string; description: unknown }) {
  const trans = useTrans();
  return (
    <>
      <pre className="rc-command" tabIndex={0} role="group" aria-label={trans.__('Command')}>
        {command}
      </pre>
      {typeof description === 'string' && <p className="rc-small">{description}</p>}
    </>
  );
}

function Thing({ text, of }: { text: string; of: 'path' | 'code' | 'words' }) {
  const { openFile } = useTools();
  switch (of) {
    case 'path':
      return (
        <button
          type="button"
          className="rc-path"
          onClick={() => {
            openFile(text, null);
          }}
        >
          <bdi>{text}</bdi>
        </button>
      );
    case 'code':
      return <code>{text}</code>;
    case 'words':
      return <b>{text}</b>;
  }
}

/** What else the tool was given, field by field. */
function Fields({ fields }: { fields: readonly (readonly [string, string])[] }) {
  const trans = useTrans();
  if (fields.length === 0) {
    return null;
  }
  return (
    <div className="rc-fields" tabIndex={0} role="group" aria-label={trans.__('Details')}>
      <Pairs pairs={fields} />
    </div>
  );
}
