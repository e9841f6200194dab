// The audit page: what the address asks for is fetched and shown; choosing writes the address.
import { toRow } from "./audit-event.js";
import { toTurn } from "./audit-turn.js";
import { toDay } from "./audit-words.js";
import { element } from "./elements.js";
import { SignedOut, Unreachable, call, read } from "./usage-api.js";
import { setText, text, when } from "./words.js";

const page = document.getElementById("page").dataset;
const at = (id) => document.getElementById(id);
const form = at("narrow");
const FIELDS = ["user", "by", "session", "since", "until", "q"];
const TURN = ["user", "session", "conversation", "turn"];
const KINDS = {
  people: [
    "prompt,approval.settled,mode.changed,rewound,rewind.undone,session.started,session.stopped,session.deleted",
    "freeze,unfreeze,budget.asked,budget.granted,budget.declined,person.added,person.removed,person.password",
    "admin.made,admin.unmade,token.made,token.revoked,audit.expired",
  ].join(","),
  claude: "turn.started,turn.finished,approval.asked,tool.started,tool.finished",
  requests: "model.request",
  all: "",
};
const AT_ONCE = 50;
const MOST_EMPTY = 5;
const DAY_MS = 86_400_000;

let asking = new AbortController();
let following = null;
let list = null;
// The list that is there, also while a turn lies over it, and where it was left.
let shown = null;
let left = { top: 0, link: null };

const asked = () => new URLSearchParams(window.location.search);
const what = () => (asked().get("what") in KINDS ? asked().get("what") : "people");

function complain(error) {
  const box = at("problem");
  if (error instanceof SignedOut) {
    const link = element("a", "", text("sign_in"));
    link.href = window.location.href;
    box.replaceChildren(`${text("signed_out")} `, link);
  } else {
    box.textContent = error instanceof Unreachable ? text("offline") : text("went_wrong", { message: error.message });
  }
  box.hidden = false;
}

// The days that somebody chose are those of the clock on the wall.
function toMoments(given) {
  const wanted = new URLSearchParams();
  for (const [name, value] of given) {
    const midnight = new Date(`${value}T00:00`);
    if (name !== "since" && name !== "until") {
      wanted.set(name, value);
    } else if (!Number.isNaN(midnight.getTime())) {
      const next = new Date(midnight.getTime() + (name === "until" ? 1.5 * DAY_MS : 0));
      next.setHours(0, 0, 0, 0);
      wanted.set(name, next.toISOString());
    }
  }
  return wanted;
}

function toQuery() {
  const given = [...asked()].filter(([name, value]) => FIELDS.includes(name) && value);
  const wanted = toMoments(given);
  wanted.set("kind", KINDS[what()]);
  wanted.set("limit", AT_ONCE);
  return wanted;
}

function toTurnAddress(event) {
  if (!event.turn || event.source !== "session") {
    return null;
  }
  return `?${new URLSearchParams(TURN.map((name) => [name, event[name]]))}`;
}

function showChain({ number, verified_number: upto, verified_at: seen, broken_number: broken, broken_why: why }) {
  const mark = at("chain");
  if (broken !== null) {
    mark.className = "chain note bad";
    setText(mark, text("chain_broken", { why, when: when(seen) }));
  } else if (seen === null || (upto === 0 && number > 0)) {
    mark.className = "chain sub";
    setText(mark, text("chain_new"));
  } else {
    mark.className = "chain holds";
    setText(mark, `✓ ${text("chain_holds", { number: upto, when: when(seen) })}`);
  }
  mark.title = text("chain_about", { number });
}

function append(events) {
  for (const event of events) {
    const day = toDay(event.at);
    if (list?.dataset.day !== day) {
      list = element("ol", "events");
      list.dataset.day = day;
      at("events").append(element("h2", "day", day), list);
    }
    list.append(toRow(event, { turnAddress: toTurnAddress(event) }));
  }
}

// Words are looked for in steps: some steps find nothing, and a few of them are made by themselves.
async function fetchMore(signal) {
  for (let step = 0; step < MOST_EMPTY; step++) {
    const wanted = toQuery();
    if (following) {
      wanted.set("cursor", following);
    }
    const found = await read(`/audit?${wanted}`, signal);
    showChain(found.chain);
    append(found.items);
    following = found.next;
    if (found.items.length > 0 || following === null) {
      break;
    }
  }
  at("more").hidden = following === null;
  at("looked").hidden = following === null || at("events").childElementCount > 0;
  setText(at("looked"), text("looked"));
  at("empty").hidden = following !== null || at("events").childElementCount > 0;
}

async function showList(signal) {
  const given = asked();
  for (const link of document.querySelectorAll("[data-what]")) {
    const next = new URLSearchParams(given);
    next.set("what", link.dataset.what);
    link.href = `?${next}`;
    link.toggleAttribute("aria-current", link.dataset.what === what());
  }
  for (const field of form.elements) {
    if (field.name) {
      field.value = given.get(field.name) ?? "";
    }
  }
  following = list = shown = null;
  at("events").replaceChildren();
  await fetchMore(signal);
  shown = window.location.search;
}

async function showTurn(signal) {
  const wanted = new URLSearchParams(TURN.map((name) => [name, asked().get(name) ?? ""]));
  const found = await read(`/audit/turn?${wanted}`, signal);
  showChain(found.chain);
  at("turn").replaceChildren(...toTurn(found));
}

async function refresh() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const isTurn = asked().has("turn");
  at("list-view").hidden = isTurn;
  at("turn-view").hidden = !isTurn;
  at("content").setAttribute("aria-busy", "true");
  at("problem").hidden = true;
  if (!isTurn && shown === window.location.search) {
    window.scrollTo(0, left.top);
    left.link?.focus({ preventScroll: true });
    at("content").removeAttribute("aria-busy");
    return;
  }
  try {
    at("turn").replaceChildren();
    await (isTurn ? showTurn(signal) : showList(signal));
  } catch (error) {
    if (signal.aborted) {
      return;
    }
    complain(error);
  }
  at("content").removeAttribute("aria-busy");
  at("events").removeAttribute("aria-busy");
}

async function go(address, link = null) {
  left = { top: window.scrollY, link };
  window.history.pushState({ fromList: !asked().has("turn") }, "", address);
  const isTurn = asked().has("turn");
  if (!isTurn) {
    shown = null;
  }
  await refresh();
  if (isTurn) {
    window.scrollTo(0, 0);
    at("turn-view").focus({ preventScroll: true });
  }
}

async function download(format) {
  const wanted = toMoments([...asked()].filter(([name]) => ["user", "session", "since", "until"].includes(name)));
  wanted.set("format", format);
  try {
    const response = await call(`/audit/export?${wanted}`);
    const link = element("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = `audit.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    setText(at("said"), text("downloaded", { name: link.download }));
  } catch (error) {
    complain(error);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-what], a[data-goes], #back");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  event.preventDefault();
  if (link.id === "back" && window.history.state?.fromList) {
    window.history.back();
  } else {
    go(link.getAttribute("href"), link);
  }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const next = new URLSearchParams(asked().has("what") ? { what: what() } : {});
  for (const field of form.elements) {
    if (field.name && field.value.trim()) {
      next.set(field.name, field.value.trim());
    }
  }
  go(`?${next}`);
});
at("more").addEventListener("click", async () => {
  const before = at("events").querySelectorAll(".event").length;
  at("more").disabled = true;
  await fetchMore(asking.signal).catch(complain);
  at("more").disabled = false;
  // The button has moved on: the focus goes to what it brought.
  at("events").querySelectorAll(".event summary")[before]?.focus();
});
for (const each of document.querySelectorAll("[data-format]")) {
  each.addEventListener("click", () => download(each.dataset.format));
}
window.addEventListener("popstate", refresh);

refresh();
