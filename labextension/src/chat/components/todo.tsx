/** Claude's list of things to do. */

import type { Todo } from '../../api/types';
import { useOpen, useTrans } from './context';
import { Glyph } from './glyphs';

const SIGNS = { completed: 'done', in_progress: 'running', pending: 'todo' } as const;

/** The list above the composer while something on it is open; it can be folded to one line. */
export function PinnedTodo({ name, todo }: { name: string; todo: readonly Todo[] }) {
  const trans = useTrans();
  const [isOpen, toggle] = useOpen(name, true);
  const done = todo.filter(item => item.status === 'completed').length;
  if (done === todo.length) {
    return null;
  }
  const now = todo.find(item => item.status === 'in_progress');
  return (
    <section className="rc-todo" aria-label={trans.__('Things to do')}>
      <button type="button" className="rc-fold" aria-expanded={isOpen} onClick={toggle}>
        <Glyph name={isOpen ? 'down' : 'right'} />
        <span className="rc-todo-count">{trans.__('%1 of %2 done', done, todo.length)}</span>
        {!isOpen && now !== undefined && <span className="rc-todo-now">{now.text}</span>}
      </button>
      {isOpen && <TodoList todo={todo} />}
    </section>
  );
}

function TodoList({ todo }: { todo: readonly Todo[] }) {
  const trans = useTrans();
  const words = {
    completed: trans.__('done'),
    in_progress: trans.__('being done'),
    pending: trans.__('to do')
  };
  return (
    <ul className="rc-todo-list" tabIndex={0} aria-label={trans.__('Things to do')}>
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
