import { beforeEach, expect, it } from 'vitest';

import type { Conversation, Edits } from '../../api/types';
import { Badges } from '../badges';
import { ChangedFiles } from '../changed';

const NOW = '2026-11-28T08:00:00Z';
const edits = new Map<string, Edits['edits']>();

function make(): ChangedFiles {
  return new ChangedFiles({
    storage: window.localStorage,
    scope: '/user/a/',
    now: () => NOW,
    ask: (id, after) => {
      const all = edits.get(id) ?? [];
      return Promise.resolve({
        edits: all.filter(each => each.seq > after),
        last: Math.max(0, ...all.map(each => each.seq))
      });
    }
  });
}

function conversation(id: string, last_seq: number, created_at = '2026-11-28T09:00:00Z') {
  return { id, last_seq, created_at } as Conversation;
}

function edit(path: string, seq: number, number = 1) {
  return { path, seq, number, turn: `t${number}` };
}

beforeEach(() => {
  window.localStorage.clear();
  edits.clear();
});

it('marks what was edited since the browser first looked, its folders too, and survives a reload', async () => {
  edits.set('new', [edit('a/b/c.py', 4), edit('/etc/motd', 5)]);
  edits.set('old', [edit('old.py', 7)]);
  const files = make();
  await files.follow([conversation('new', 5), conversation('old', 7, '2026-11-01T00:00:00Z')]);
  for (const each of [files, make()]) {
    expect(each.of('a/b/c.py')?.number).toBe(1);
    expect([each.isIn('a'), each.isIn('a/b'), each.isIn('a/bc')]).toEqual([true, true, false]);
    expect([each.of('old.py'), each.of('/etc/motd'), each.of('toString')]).toEqual([
      null,
      null,
      null
    ]);
  }
  edits.get('old')?.push(edit('old.py', 9, 4));
  await files.follow([conversation('new', 5), conversation('old', 9, '2026-11-01T00:00:00Z')]);
  expect(files.of('old.py')?.number).toBe(4);
});

it('forgets a file that was opened, and the changes of an earlier turn do not count as that', async () => {
  edits.set('c', [edit('a.py', 4), edit('a.py', 9, 2)]);
  const files = make();
  await files.follow([conversation('c', 9)]);
  files.seen('a.py', 't1');
  expect(files.of('a.py')?.turn).toBe('t2');
  files.seen('a.py', 't2');
  expect(files.of('a.py')).toBeNull();
  await files.follow([conversation('c', 9)]);
  expect(make().of('a.py')).toBeNull();
});

it('takes what another tab wrote, and begins anew where that is garbage', async () => {
  edits.set('c', [edit('a.py', 4)]);
  const [one, other] = [make(), make()];
  await one.follow([conversation('c', 4)]);
  other.reread();
  expect(other.of('a.py')).not.toBeNull();
  for (const garbage of ['{', '[]', '{"from":1}', '{"from":"x","read":[],"files":{}}']) {
    window.localStorage.setItem(one.key, garbage);
    expect(make().of('a.py')).toBeNull();
  }
});

it('draws a dot that says what it means, and takes it away', () => {
  const node = document.createElement('li');
  node.className = 'jp-DirListing-item';
  node.innerHTML =
    '<div class="jp-DirListing-itemName"><span class="jp-DirListing-itemText">a</span></div>';
  document.body.append(node);
  let words = 'Claude changed <b>this</b>';
  const drawn: string[] = [];
  const renderer = { updateItemNode: () => drawn.push('stock') };
  const badges = new Badges(renderer as never, () => words);
  (renderer.updateItemNode as (...all: unknown[]) => void)(node, { path: 'a' });
  badges.refresh();
  const found = node.querySelectorAll('.rc-changed');
  expect(found).toHaveLength(1);
  expect(found[0]?.getAttribute('aria-label')).toBe(words);
  expect(node.querySelector('.jp-DirListing-itemText')?.getAttribute('aria-description')).toBe(
    words
  );
  expect(drawn).toEqual(['stock']);
  words = '';
  badges.refresh();
  expect(node.querySelector('.rc-changed, [aria-description]')).toBeNull();
  node.remove();
});
