/** The conversation that the page's address names, as links from elsewhere do. */

const NAME = 'conversation';
/** What an id may be: a link of a stranger names no other place with it. */
const ID = /^[\w-]{1,200}$/;

/** The parts of the browser that are needed here. */
export interface IPlace {
  readonly location: Pick<Location, 'pathname' | 'search' | 'hash'>;
  readonly history: Pick<History, 'state' | 'replaceState'>;
}

/** Which conversation the address names, or null. */
export function readLink({ location }: IPlace): string | null {
  const id = new URLSearchParams(location.search).get(NAME) ?? '';
  return ID.test(id) ? id : null;
}

/** Take it off the address, so that a reload shows what was shown last. */
export function dropLink({ location, history }: IPlace): void {
  const query = new URLSearchParams(location.search);
  if (query.has(NAME)) {
    query.delete(NAME);
    const left = query.toString();
    const rest = left === '' ? '' : `?${left}`;
    history.replaceState(history.state, '', location.pathname + rest + location.hash);
  }
}
