/** Claude's list of things to do. */

import type { Todo } from '../../api/types';
import { useTrans } from './context';
import { Glyph } from './glyphs';

const SIGNS = { completed: 'done', in_progress: 'running', pending: 'todo' } as const;

/** The list, whole. */
export function TodoList({ todo }: { todo: readonly Todo[] }) {
  const trans = useTrans();
  const words = {
    completed: trans.__('done'),
    in_progress: trans.__('being done'),
    pending: trans.__('to do')
  };
  return (
    <ul className="rc-todo" aria-label={trans.__('Things to do')}>
      {todo.map((item, index) => (
        <li key={index} className={`rc-todo-${item.status.replace('_', '-')}`}>
          <Glyph name={SIGNS[item.status]} />
          <span className="rc-sr">{words[item.status]}:</span>
          <span>{item.text}</span>
        </li>
      ))}
    </ul>
  );
}
