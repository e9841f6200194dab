// The usage page: what the address asks for is fetched and shown; choosing writes the address.
import { element } from "./elements.js";
import { SignedOut, Unreachable, call, read } from "./usage-api.js";
import { showRequests, toMeters } from "./usage-budgets.js";
import { UsageChart } from "./usage-chart.js";
import * as data from "./usage-data.js";
import { showFreezes } from "./usage-freezes.js";
import { nameOf, showTotals, toTable } from "./usage-table.js";
import { text } from "./words.js";

const page = document.getElementById("page").dataset;
const lang = document.documentElement.lang;
const at = (id) => document.getElementById(id);
const chart = new UsageChart({
  canvas: at("chart"),
  legend: at("legend"),
  said: at("chart-said"),
  problem: at("chart-problem"),
  address: page.chart,
  lang,
});
// What a click on a row goes on to tell apart.
const NEXT = { day: "model", model: page.all ? "user" : "session", user: "model", group: "user", session: "model", client: "model" };

let state = data.fromAddress(window.location.search, Boolean(page.all));
let asking = new AbortController();

function range() {
  return data.toRange(state, data.todayIn(page.zone, page.today));
}

function asked() {
  const [first, last] = range();
  const apart = data.apartOf(state.by);
  return new URLSearchParams({ first, last, by: `day,${apart}`, ...state.filters });
}

function complain(error) {
  const box = at("problem");
  box.replaceChildren();
  if (error instanceof SignedOut) {
    const link = element("a", "", text("sign_in"));
    link.href = window.location.href;
    box.append(`${text("signed_out")} `, link);
  } else if (error instanceof Unreachable) {
    const again = element("button", "btn", text("again"));
    again.type = "button";
    again.addEventListener("click", () => refresh());
    box.append(`${text("offline")} `, again);
  } else {
    box.textContent = text("went_wrong", { message: error.message });
  }
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}

function go(next) {
  state = next;
  window.history.pushState(null, "", data.toAddress(state));
  refresh();
}

// Everything that is chosen, as links: a click stays on the page, any other way of opening works.
function showChoices() {
  const mark = (link, next, chosen) => {
    link.href = data.toAddress(next);
    if (chosen) {
      link.setAttribute("aria-current", "true");
    } else {
      link.removeAttribute("aria-current");
    }
  };
  const [first, last] = range();
  for (const link of document.querySelectorAll("[data-period]")) {
    const { period } = link.dataset;
    const own = period === "own" ? { first, last } : {};
    mark(link, { period, by: state.by, filters: state.filters, ...own }, period === state.period);
  }
  for (const link of document.querySelectorAll("[data-by]")) {
    mark(link, { ...state, by: link.dataset.by }, link.dataset.by === state.by);
  }
  at("dates").hidden = state.period !== "own";
  at("first").value = first;
  at("last").value = last;
  at("last").setCustomValidity("");
  at("filters").replaceChildren(...Object.entries(state.filters).map(toFilter));
  at("filters").hidden = Object.keys(state.filters).length === 0;
}

function toFilter([what, value]) {
  const name = nameOf(what, value, lang);
  const { [what]: _, ...filters } = state.filters;
  const link = element("a", "btn", `${text("only", { what: text(`by_${what}`), name })} ✕`);
  link.href = data.toAddress({ ...state, filters });
  link.dataset.goes = "";
  link.setAttribute("aria-label", text("all_again", { what: text(`by_${what}`), name }));
  const item = element("li");
  item.append(link);
  return item;
}

function addressOf(key) {
  if (key === "") {
    return null;
  }
  const by = NEXT[state.by];
  if (state.by === "day") {
    return data.toAddress({ ...state, by, period: "own", first: key, last: key });
  }
  return data.toAddress({ ...state, by, filters: { ...state.filters, [state.by]: key } });
}

function show({ items, total: counts, first, last }) {
  const total = data.toCounts(counts);
  const days = data.daysBetween(first, last);
  const span = { first: data.formatDay(first, lang), last: data.formatDay(last, lang) };
  const apart = data.apartOf(state.by);
  const series = data.toSeries(items, state.by, days).map((one) => ({
    ...one,
    name: one.key === null ? text("rest", one) : nameOf(apart, one.key, lang),
  }));
  showTotals(total, lang);
  chart.show(days, series, labelOf(days, series, total, span));
  const rows = data.toRows(items, state.by);
  const isEmpty = rows.length === 0;
  const caption = text(state.by === "day" ? "caption_day" : "caption_cost", { ...span, by: text(`by_${state.by}`) });
  const note = state.by === "group" ? ` ${text("group_note")}` : "";
  const table = { rows, total, by: state.by, caption: `${caption}.${note}`, lang, link: addressOf };
  at("numbers").replaceChildren(...(isEmpty ? [] : toTable(table)));
  at("numbers").hidden = isEmpty;
  at("empty").hidden = !isEmpty;
  at("empty-title").textContent = text("none_title");
  at("empty-about").textContent = text(Object.keys(state.filters).length > 0 ? "none_filtered" : "none_about");
  const cost = data.formatMoney(total.cost, lang);
  at("said").textContent = text("said", { cost, requests: data.formatCount(total.requests, lang), ...span });
}

function labelOf(days, series, total, span) {
  const sums = days.map((_, place) => series.reduce((sum, one) => sum + one.costs[place], 0));
  const most = Math.max(...sums);
  if (most <= 0) {
    return text("chart_none", span);
  }
  const day = data.formatDay(days[sums.indexOf(most)], lang);
  const money = (micro) => data.formatMoney(micro, lang);
  return text("chart_label", { ...span, cost: money(total.cost), day, most: money(most) });
}

async function refresh() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  showChoices();
  at("content").setAttribute("aria-busy", "true");
  try {
    show(await read(`/usage?${asked()}`, signal));
    at("problem").hidden = true;
  } catch (error) {
    if (signal.aborted) {
      return;
    }
    complain(error);
  }
  at("content").removeAttribute("aria-busy");
}

async function showBudgets() {
  const changed = async (said) => {
    await showBudgets();
    at("said").textContent = said;
    at("budgets").focus();
  };
  try {
    at("budgets").replaceChildren(...toMeters(await read("/budgets"), { lang, changed, complain }));
  } catch {
    at("budgets").replaceChildren(element("p", "quiet", text("budgets_missing")));
  }
}

async function showWaiting() {
  const section = at("requests");
  const changed = async (said) => {
    const left = await showRequests(section, { lang, changed, complain });
    await showBudgets();
    at("said").textContent = said;
    (left > 0 ? section : at("budgets")).focus();
  };
  if (section) {
    await showRequests(section, { lang, changed, complain }).catch(complain);
  }
}

async function showFrozen() {
  const section = at("freezes");
  const changed = async (said) => {
    await showFrozen();
    at("said").textContent = said;
    section.focus();
  };
  const filters = () => state.filters;
  if (section) {
    await showFreezes(section, { changed, complain, filters }).catch(complain);
  }
}

async function download(format) {
  const [first, last] = range();
  const name = `usage-${first}-${last}.${format}`;
  try {
    const response = await call(`/usage?${asked()}&format=${format}`);
    const link = element("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    at("said").textContent = text("downloaded", { name });
  } catch (error) {
    complain(error);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-period], a[data-by], a[data-goes]");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (link && plain) {
    event.preventDefault();
    const wasIn = link.closest("#numbers, #filters");
    go(data.fromAddress(new URL(link.href).search, Boolean(page.all)));
    // The link is gone with what it was in: the focus stays near.
    if (wasIn) {
      (at("filters").querySelector("a") ?? at("numbers")).focus();
    } else if (link.dataset.period === "own") {
      at("first").focus();
    }
  }
});
at("dates").addEventListener("submit", (event) => {
  event.preventDefault();
  const [first, last] = [at("first").value, at("last").value];
  if (last < first) {
    at("last").setCustomValidity(text("dates_wrong"));
    at("last").reportValidity();
    return;
  }
  go({ ...state, period: "own", first, last });
});
at("dates").addEventListener("input", () => at("last").setCustomValidity(""));
at("csv").addEventListener("click", () => download("csv"));
at("json").addEventListener("click", () => download("json"));
window.addEventListener("popstate", () => {
  state = data.fromAddress(window.location.search, Boolean(page.all));
  refresh();
});

refresh();
showBudgets();
showWaiting();
showFrozen();
