// Days, amounts and sums of the usage page; touches neither the page nor the network.
export const FILTERS = ["user", "group", "model", "session", "client"];
const PERIODS = ["7d", "30d", "month", "last-month", "own"];
const DAY_MS = 86_400_000;
const MICRO = 1_000_000;
const SERIES = 6;
const ISO = /^\d{4}-\d\d-\d\d$/;
const COUNTS = ["requests", "failed", "input", "output", "cache_read", "written", "tokens", "cost"];

const toMs = (day) => Date.parse(`${day}T00:00:00Z`);
const toDay = (ms) => new Date(ms).toISOString().slice(0, 10);
const isDay = (text) => ISO.test(text ?? "") && !Number.isNaN(toMs(text)) && toDay(toMs(text)) === text;

// Today in a time zone, also when the page stays open over midnight.
export function todayIn(zone, fallback) {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(new Date());
  } catch {
    return fallback;
  }
}

// What an address asks for; what it does not say, or what makes no sense, is as usual.
export function fromAddress(search, all) {
  const asked = new URLSearchParams(search);
  const filters = {};
  for (const name of FILTERS) {
    if (asked.get(name) && (all || (name !== "user" && name !== "group"))) {
      filters[name] = asked.get(name);
    }
  }
  const bys = ["model", "day", "session", "client", ...(all ? ["user", "group"] : [])];
  const by = bys.includes(asked.get("by")) ? asked.get("by") : "model";
  let period = PERIODS.includes(asked.get("period")) ? asked.get("period") : "30d";
  const [first, last] = [asked.get("first"), asked.get("last")];
  const isOwn = period === "own" && isDay(first) && isDay(last) && first <= last;
  period = period === "own" && !isOwn ? "30d" : period;
  return { period, by, filters, ...(isOwn ? { first, last } : {}) };
}

export function toAddress({ period, by, filters, first, last }) {
  const asked = new URLSearchParams();
  if (period !== "30d") {
    asked.set("period", period);
  }
  if (period === "own") {
    asked.set("first", first);
    asked.set("last", last);
  }
  if (by !== "model") {
    asked.set("by", by);
  }
  for (const [name, value] of Object.entries(filters)) {
    asked.set(name, value);
  }
  return `?${asked}`;
}

// The first and the last day of what is asked for.
export function toRange({ period, first, last }, today) {
  const [year, month] = today.split("-").map(Number);
  switch (period) {
    case "own":
      return [first, last];
    case "7d":
      return [toDay(toMs(today) - 6 * DAY_MS), today];
    case "month":
      return [`${today.slice(0, 8)}01`, today];
    case "last-month":
      return [toDay(Date.UTC(year, month - 2, 1)), toDay(Date.UTC(year, month - 1, 0))];
    default:
      return [toDay(toMs(today) - 29 * DAY_MS), today];
  }
}

export function daysBetween(first, last) {
  const days = [];
  for (let at = toMs(first); at <= toMs(last); at += DAY_MS) {
    days.push(toDay(at));
  }
  return days;
}

// What columns of the chart are made of: days are told apart by model.
export const apartOf = (by) => (by === "day" ? "model" : by);

// Amounts are whole millionths of a dollar, so that sums are exact.
export function toMicro(text) {
  return Math.round(Number(text) * MICRO);
}

export function toCounts(counts) {
  const { requests, failed, input, output, cache_read } = counts;
  const written = counts.cache_write_5m + counts.cache_write_1h;
  const tokens = input + output + cache_read + written;
  return { requests, failed, input, output, cache_read, written, tokens, cost: toMicro(counts.cost_usd) };
}

function add(sums, key, counts) {
  const sum = sums.get(key) ?? Object.fromEntries(COUNTS.map((name) => [name, 0]));
  sums.set(key, Object.fromEntries(COUNTS.map((name) => [name, sum[name] + counts[name]])));
}

// Rows of the table: the dearest first, days the newest first.
export function toRows(items, by) {
  const sums = new Map();
  for (const item of items) {
    add(sums, item[by] ?? "", toCounts(item.counts));
  }
  const rows = [...sums].map(([key, counts]) => ({ key, counts }));
  return by === "day"
    ? rows.sort((one, other) => (one.key < other.key ? 1 : -1))
    : rows.sort((one, other) => other.counts.cost - one.counts.cost || (one.key < other.key ? -1 : 1));
}

// Columns of the chart: for each of the dearest names, and for all others, an amount a day.
export function toSeries(items, by, days) {
  const apart = apartOf(by);
  const ranked = toRows(items, apart).map(({ key }) => key);
  const names = ranked.length > SERIES + 1 ? ranked.slice(0, SERIES) : ranked;
  const hasRest = names.length < ranked.length;
  const places = new Map(days.map((day, place) => [day, place]));
  const series = names.map((key, number) => ({
    key,
    colour: number < SERIES ? String(number + 1) : "rest",
    costs: days.map(() => 0),
  }));
  if (hasRest) {
    const count = ranked.length - names.length;
    series.push({ key: null, colour: "rest", count, costs: days.map(() => 0) });
  }
  const found = new Map(names.map((key, number) => [key, series[number]]));
  for (const item of items) {
    const one = found.get(item[apart] ?? "") ?? series.at(-1);
    one.costs[places.get(item.day)] += toMicro(item.counts.cost_usd);
  }
  return series;
}

export function formatMoney(micro, lang) {
  return toMoney(micro, lang, micro !== 0 && Math.abs(micro) < 10_000 ? 4 : 2);
}

// With as many digits as tell amounts apart that are `step` from each other.
export function formatTick(micro, step, lang) {
  let digits = 2;
  while (digits < 6 && (step * 10 ** digits) % MICRO !== 0) {
    digits += 1;
  }
  return toMoney(micro, lang, digits);
}

function toMoney(micro, lang, digits) {
  return new Intl.NumberFormat(lang, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(micro / MICRO);
}

export const formatCount = (count, lang) => new Intl.NumberFormat(lang).format(count);

export const formatShort = (count, lang) =>
  new Intl.NumberFormat(lang, { notation: "compact", maximumFractionDigits: 1 }).format(count);

export function formatDay(day, lang, form = { day: "numeric", month: "short", year: "numeric" }) {
  return new Intl.DateTimeFormat(lang, { ...form, timeZone: "UTC" }).format(new Date(toMs(day)));
}
