/** Asks what to rewind, and says first what that would change. */

import { useCallback, useEffect, useId, useRef, useState } from 'react';

import { explain } from '../../api/errors';
import type { RewindResult } from '../../api/types';
import type { IRewindTarget, RewindWhat } from '../rewinding';
import { useTrans } from './context';
import { Glyph } from './glyphs';
import { RewindFiles } from './rewind-files';

interface IProps {
  target: IRewindTarget;
  onLook: (target: IRewindTarget) => Promise<RewindResult>;
  /** Rejects where nothing was rewound. */
  onRewind: (target: IRewindTarget, what: RewindWhat) => Promise<RewindResult>;
  onLeave: () => void;
}

/** What is known of a rewind, and what went wrong. */
function useLook({ target, onLook }: IProps) {
  const trans = useTrans();
  const [result, setResult] = useState<RewindResult | null>(null);
  const [problem, setProblem] = useState('');
  const fail = useCallback(
    (error: unknown) => {
      const { message, remedy } = explain(error, trans);
      setProblem([message, remedy ?? ''].join(' ').trim());
    },
    [trans]
  );
  useEffect(() => {
    let isHere = true;
    const unlessGone =
      <T,>(act: (value: T) => void) =>
      (value: T) => {
        if (isHere) {
          act(value);
        }
      };
    onLook(target).then(unlessGone(setResult), unlessGone(fail));
    return () => {
      isHere = false;
    };
  }, [target, onLook, fail]);
  return { result, setResult, problem, fail };
}

/** The card above the message box. */
export function RewindCard(props: IProps) {
  const { target, onRewind, onLeave } = props;
  const trans = useTrans();
  const { result, setResult, problem, fail } = useLook(props);
  const [isBusy, setBusy] = useState(false);
  const title = useId();
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    card.current?.focus();
  }, []);
  const take = async (what: RewindWhat) => {
    setBusy(true);
    try {
      const done = await onRewind(target, what);
      setResult(done);
      if (done.counts.failed === 0) {
        onLeave();
      }
    } catch (error) {
      fail(error);
    }
    setBusy(false);
  };
  const isOver = problem !== '' || (result !== null && result.rewind !== null);
  return (
    <section
      ref={card}
      className="rc-rewind"
      aria-labelledby={title}
      aria-busy={isBusy}
      tabIndex={-1}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onLeave();
        }
      }}
    >
      <h3 id={title}>
        {target.rewind === null
          ? trans.__('Rewind to before this message?')
          : trans.__('Undo the rewind?')}
      </h3>
      {target.text !== '' && <p className="rc-rewind-message">{target.text}</p>}
      <Told target={target} result={result} problem={problem} />
      <span className="rc-buttons">
        {!isOver && (
          <Choices
            target={target}
            result={result}
            isBusy={isBusy}
            onTake={what => void take(what)}
          />
        )}
        <button type="button" className="rc-button" disabled={isBusy} onClick={onLeave}>
          {isOver ? trans.__('Close') : trans.__('Cancel')}
        </button>
      </span>
    </section>
  );
}

interface IToldProps {
  target: IRewindTarget;
  result: RewindResult | null;
  problem: string;
}

function Told({ target, result, problem }: IToldProps) {
  const trans = useTrans();
  if (problem !== '') {
    return (
      <p className="rc-rewind-warning" role="alert">
        <Glyph name="warning" />
        <span>{problem}</span>
      </p>
    );
  }
  return result === null ? (
    <p className="rc-small" role="status">
      {trans.__('Looking at the files…')}
    </p>
  ) : (
    <RewindFiles result={result} isUndo={target.rewind !== null} />
  );
}

interface IChoicesProps {
  target: IRewindTarget;
  result: RewindResult | null;
  isBusy: boolean;
  onTake: (what: RewindWhat) => void;
}

function Choices({ target, result, isBusy, onTake }: IChoicesProps) {
  const trans = useTrans();
  const noFiles = result === null || result.files_problem !== null;
  const noTalk = result === null || result.conversation_problem !== null;
  const button = (what: RewindWhat, words: string, isOff: boolean, isFirst = false) => (
    <button
      type="button"
      className={isFirst ? 'rc-button rc-primary' : 'rc-button'}
      disabled={isBusy || isOff}
      onClick={() => {
        onTake(what);
      }}
    >
      {words}
    </button>
  );
  if (target.rewind !== null) {
    return button('both', trans.__('Undo the rewind'), noFiles || noTalk, true);
  }
  return (
    <>
      {button('both', trans.__('Files and conversation'), noFiles || noTalk, true)}
      {button('files', trans.__('Files only'), noFiles)}
      {button('conversation', trans.__('Conversation only'), noTalk)}
    </>
  );
}
