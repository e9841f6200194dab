// The numbers as a table, and the totals.
import { element } from "./elements.js";
import { formatCount, formatDay, formatMoney, formatShort } from "./usage-data.js";
import { text } from "./words.js";

const FIRST_ROWS = 100;
const COLUMNS = ["cost", "requests", "failed", "tokens", "input", "output", "cached", "written"];
const FIELD = { cached: "cache_read" };
const LESS = new Set(["input", "output", "cached", "written"]);

// A name of the API in words; what has none has a word as well.
export function nameOf(by, key, lang) {
  if (by === "day") {
    return formatDay(key, lang, { weekday: "short", day: "numeric", month: "short", year: "numeric" });
  }
  if (key === "") {
    return text({ session: "no_session", group: "no_group" }[by] ?? "no_name");
  }
  return by === "client" ? text(`client_${key}`) : key;
}

function cells(row, counts, lang) {
  for (const column of COLUMNS) {
    const value = counts[FIELD[column] ?? column];
    const shown = column === "cost" ? formatMoney(value, lang) : formatCount(value, lang);
    row.append(element("td", LESS.has(column) ? "less" : "", shown));
  }
  return row;
}

function head(by) {
  const row = element("tr");
  for (const column of [by, ...COLUMNS]) {
    const cell = element("th", LESS.has(column) ? "less" : "", text(column));
    cell.scope = "col";
    row.append(cell);
  }
  const made = element("thead");
  made.append(row);
  return made;
}

// `link` gives the address that narrows everything to a row, or null where nothing does.
export function toTable({ rows, total, by, caption, lang, link }) {
  const table = element("table");
  const body = element("tbody");
  const toRow = ({ key, counts }) => {
    const row = element("tr");
    const name = element("th");
    name.scope = "row";
    const address = link(key);
    const words = nameOf(by, key, lang);
    if (address === null) {
      name.textContent = words;
    } else {
      const anchor = element("a", "", words);
      anchor.href = address;
      anchor.dataset.goes = "";
      name.append(anchor);
    }
    row.append(name);
    return cells(row, counts, lang);
  };
  body.append(...rows.slice(0, FIRST_ROWS).map(toRow));
  const foot = element("tfoot");
  const sum = element("tr");
  const name = element("th", "", text("sum"));
  name.scope = "row";
  sum.append(name);
  foot.append(cells(sum, total, lang));
  const words = element("caption", "quiet");
  words.append(element("span", "", caption));
  table.append(words, head(by), body, foot);
  if (rows.length <= FIRST_ROWS) {
    return [table];
  }
  const more = element("button", "btn", text("all_rows", { count: formatCount(rows.length, lang) }));
  more.type = "button";
  more.addEventListener("click", () => {
    const rest = rows.slice(FIRST_ROWS).map(toRow);
    body.append(...rest);
    more.remove();
    rest[0].querySelector("a")?.focus();
  });
  return [table, more];
}

export function showTotals(total, lang) {
  const shown = {
    cost: formatMoney(total.cost, lang),
    requests: formatCount(total.requests, lang),
    tokens: formatShort(total.tokens, lang),
    failed: formatCount(total.failed, lang),
  };
  for (const [name, value] of Object.entries(shown)) {
    document.getElementById(`total-${name}`).textContent = value;
  }
}
