/** Both versions of a document side by side, with the same ways out. */

import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';

import { DiffEditor } from '../../changes/components/diff-editor';
import type { IVersions } from '../guarded';
import { Strip } from './strip';

interface IProps {
  versions: IVersions;
  isByClaude: boolean;
  language: () => Promise<Extension | null>;
  trans: TranslationBundle;
  onKeep: () => void;
  onTake: () => void;
}

/** The tab. */
export function Compare({ versions, isByClaude, language, trans, onKeep, onTake }: IProps) {
  const theirs = isByClaude ? trans.__('Claude’s') : trans.__('On disk');
  return (
    <div className="rc-panel rc-changes-page rc-compare">
      <Strip
        isByClaude={isByClaude}
        trans={trans}
        onKeep={onKeep}
        onTake={onTake}
        onCompare={null}
      />
      <div className="rc-compare-names" aria-hidden="true">
        <span>{trans.__('Yours')}</span>
        <span>{theirs}</span>
      </div>
      <DiffEditor
        before={versions.mine}
        after={versions.theirs}
        layout="split"
        names={[trans.__('Yours'), theirs]}
        language={language}
        comments={[]}
        canRevert={false}
        trans={trans}
        onComment={null}
        onRevert={() => undefined}
      />
    </div>
  );
}
