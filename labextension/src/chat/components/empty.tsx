/** A conversation without a word yet: what can be done here, in one look. */

import { useTrans } from './context';

interface IProps {
  isDemo: boolean;
  /** Puts a text into the composer. */
  onTry: (text: string) => void;
}

/** A friendly first hint. */
export function EmptyState({ isDemo, onTry }: IProps) {
  const trans = useTrans();
  const examples = isDemo
    ? [trans.__('show me'), trans.__('What can you do?')]
    : [
        trans.__('Give me a tour of this project.'),
        trans.__('Find out why a test fails, and fix it.'),
        trans.__('Plan a small change with me before you make it.')
      ];
  return (
    <div className="rc-empty">
      <h2>{trans.__('What shall we do?')}</h2>
      <p>
        {trans.__(
          'Claude works in the files of this session. It asks before it changes something or runs a command, and it goes on when you close this page.'
        )}
      </p>
      <ul>
        {examples.map(example => (
          <li key={example}>
            <button
              type="button"
              className="rc-example"
              onClick={() => {
                onTry(example);
              }}
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
