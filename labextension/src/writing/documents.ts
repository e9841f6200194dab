/** The documents that are open in the main area. */

import type { Widget } from '@lumino/widgets';

/** The little of a document's widget that is used here. */
type Opened = Widget & { context?: { path?: unknown } };

/** Their paths, the one in front first. */
export function openDocuments(
  widgets: Iterable<Widget>,
  current: Widget | null
): readonly string[] {
  const all = [...(current === null ? [] : [current]), ...widgets];
  const paths = all.map(widget => (widget as Opened).context?.path);
  return [...new Set(paths.filter((path): path is string => typeof path === 'string'))];
}
