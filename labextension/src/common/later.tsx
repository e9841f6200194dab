/** A part of the page whose code comes later: until then a quiet place, and a Retry where it does not come. */

import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactNode } from 'react';
import { useCallback, useEffect, useState } from 'react';

import type { Code } from './code';
import { missing } from './code';

interface IProps<T> {
  code: Code<T>;
  trans: TranslationBundle;
  children: (value: T) => ReactNode;
}

/** Draws its child with the code, at once where that is here already. */
export function Later<T>({ code, trans, children }: IProps<T>): React.ReactElement {
  const [state, setState] = useState<'loading' | 'failed' | 'here'>('loading');
  const load = useCallback(() => {
    setState('loading');
    code.load().then(
      () => {
        setState('here');
      },
      (error: unknown) => {
        console.error('Code could not be loaded.', error);
        setState('failed');
      }
    );
  }, [code]);
  useEffect(load, [load]);
  useEffect(() => {
    window.addEventListener('online', load);
    return () => {
      window.removeEventListener('online', load);
    };
  }, [load]);
  if (code.value !== null) {
    return <>{children(code.value)}</>;
  }
  if (state !== 'failed') {
    return <div className="rc-panel rc-later" aria-busy="true" />;
  }
  return (
    <div className="rc-panel rc-later" role="alert">
      <span>{missing(trans)}</span>
      <button type="button" className="rc-button rc-primary" onClick={load}>
        {trans.__('Retry')}
      </button>
    </div>
  );
}
