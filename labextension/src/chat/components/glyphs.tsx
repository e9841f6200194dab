/** Small signs of our own, drawn so that they do not depend on a font. */

const PATHS = {
  ok: 'M3.5 8.5l3 3 6-7',
  error: 'M4 4l8 8M12 4l-8 8',
  denied: 'M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM4.2 4.2l7.6 7.6',
  stopped: 'M4.5 4.5h7v7h-7z',
  unknown: 'M6 6.2a2 2 0 113 1.7c-.7.4-1 .9-1 1.6M8 12v.2',
  right: 'M6 4l4 4-4 4',
  down: 'M4 6l4 4 4-4',
  plus: 'M8 3v10M3 8h10',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  list: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h7',
  close: 'M4 4l8 8M12 4l-8 8',
  clip: 'M12.5 7.5l-5 5a3 3 0 01-4.2-4.2l5.5-5.500a2 2 0 012.900 2.900L6.400 11a1 1 0 01-1.400-1.400l4.500-4.500',
  pencil: 'M3 13l.7-2.9 7-7 2.2 2.2-7 7z',
  bin: 'M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5',
  send: 'M8 13V3.5M4 7.5l4-4 4 4',
  stop: 'M4.5 4.5h7v7h-7z',
  queued: 'M4 3v5.5h8M9.5 6l2.5 2.5L9.5 11',
  todo: 'M3 3h10v10H3z',
  done: 'M3 3h10v10H3zM5.5 8.2l1.8 1.8 3.4-4',
  back: 'M10 4L6 8l4 4',
  tag: 'M2.5 3v4.6l6 6 4.9-4.9-6-6zM5.3 5.6h.01',
  archive: 'M2.5 3h11v3h-11zM3.5 6v7h9V6M6.5 8.7h3',
  unarchive: 'M2.5 3h11v3h-11zM3.5 6v7h9V6M8 11.5V8M6.3 9.5L8 7.8l1.7 1.7',
  fork: 'M4.5 3v10M4.5 8.5c4.5 0 7-1.500 7-5M9.700 5.200l1.800-1.900 1.800 1.900',
  rewind: 'M3 3.500v3.500h3.500M3.300 6.800A5 5 0 118 13',
  terminal: 'M3 4.500l3.500 3.500L3 11.500M8.500 11.500H13',
  warning: 'M8 2.8l5.8 10.4H2.2zM8 6.5v3.2M8 11.5v.2',
  info: 'M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM8 7.5v3.5M8 5v.2'
} as const;

export type GlyphName = keyof typeof PATHS | 'running';

/** One sign; it says nothing by itself, so a word has to stand beside it or in a label. */
export function Glyph({ name, className }: { name: GlyphName; className?: string }) {
  return (
    <svg
      className={`rc-glyph rc-glyph-${name} ${className ?? ''}`}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      focusable="false"
    >
      {name === 'running' ? (
        <>
          <circle cx="8" cy="8" r="5.5" className="rc-ring-back" />
          <path d="M8 2.5a5.5 5.5 0 015.5 5.5" />
        </>
      ) : (
        <path d={PATHS[name]} />
      )}
    </svg>
  );
}
