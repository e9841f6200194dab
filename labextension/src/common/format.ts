/** Money, time and size for people. */

/** A decimal string in USD as `$0.49`; less than a cent with four digits. */
export function formatMoney(usd: string): string {
  const amount = Number(usd);
  if (!Number.isFinite(amount)) {
    return `$${usd}`;
  }
  if (amount !== 0 && Math.abs(amount) < 0.01) {
    return Math.abs(amount) < 0.0001 ? '<$0.0001' : `$${amount.toFixed(4)}`;
  }
  return `$${amount.toFixed(2)}`;
}

/** Milliseconds as a running clock: `0:07`, `2:14`, `1:02:03`. */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    seconds % 60
  ];
  const tail = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** Milliseconds as a finished span: `0.8 s`, `12 s`, `2 min 5 s`. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 60) {
    return `${Math.round(seconds)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} min`;
}

/** Milliseconds that are left, roughly: `8 h`, `12 min`. */
export function formatRest(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

/** A count of tokens: `812`, `38k`, `1.2M`. */
export function formatTokens(count: number): string {
  if (count < 1000) {
    return String(count);
  }
  if (count < 1_000_000) {
    return count < 10_000 ? `${trimOne(count / 1000)}k` : `${Math.round(count / 1000)}k`;
  }
  return `${trimOne(count / 1_000_000)}M`;
}

/** A size in bytes: `512 B`, `8 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : trimOne(value)} ${units[unit] ?? ''}`;
}

function trimOne(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}

/** How long ago, in the words of the reader's language: `5 min. ago`, `yesterday`. */
export function formatAge(at: string, now: number, locale?: string): string {
  const seconds = (Date.parse(at) - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' });
  const past = Math.abs(seconds);
  if (past < 60) {
    return format.format(0, 'second');
  }
  if (past < 3600) {
    return format.format(Math.round(seconds / 60), 'minute');
  }
  if (past < 86_400) {
    return format.format(Math.round(seconds / 3600), 'hour');
  }
  return format.format(Math.round(seconds / 86_400), 'day');
}
