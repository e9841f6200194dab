// The home page: keeps the list in step with the hub and carries out what is asked.
import * as api from "./api.js";
import { begin } from "./begin.js";
import { filter } from "./filter.js";
import { calm, calmIfPassing, complain, say } from "./notices.js";
import { toStart } from "./note.js";
import { Row, keptRow } from "./row.js";
import { showWaiting } from "./waiting.js";
import { toWish } from "./wish.js";
import { text } from "./words.js";

const page = document.getElementById("page").dataset;
const at = (id) => document.getElementById(id);
const rows = new Map();
const streams = new Map();
let listing = JSON.parse(at("listing").textContent);
let timer = 0;

// Only a start that the hub itself speaks of has steps.
function follow(row, said) {
  const { name, progress_url: url } = row.session;
  if (said !== "starting" || streams.has(name)) {
    return;
  }
  const onStep = (step) => {
    if (step === null) {
      // Not before the next look at the hub: a stream that fails at once must not be a storm.
      setTimeout(() => streams.delete(name), 1000);
      refresh();
    } else {
      row.step = step;
      row.tick();
    }
  };
  const onCloning = (cloning) => {
    row.cloning = cloning;
    row.tick();
  };
  streams.set(name, api.steps(url, onStep, onCloning));
}

const SAID = { running: "is_running", starting: "is_starting", stopped: "is_stopped", failed: "did_not_start" };

function changed(row, before) {
  if (before === row.state) {
    return;
  }
  if (row.state in SAID) {
    const word = row.session.failure?.has_run ? "is_ended" : SAID[row.state];
    say(text(word, row.session));
  }
  if (row.state === "running" && row.willOpen) {
    window.location.assign(row.session.url);
  }
  if (row.state === "failed" || row.state === "stopped") {
    row.willOpen = false;
    row.step = null;
    row.cloning = null;
  }
}

// Until the hub has answered a request to start, "stopped" is old news.
function foreseen(row, session) {
  const { state, started_at } = row.session;
  const isOld = row.asked && session.state === "stopped";
  return isOld ? { ...session, state, started_at, failure: null } : session;
}

function show(next) {
  listing = next;
  const list = at("sessions");
  const names = new Set(next.items.map((session) => session.name));
  for (const [name, row] of rows) {
    if (!names.has(name)) {
      row.node.remove();
      rows.delete(name);
    }
  }
  next.items.forEach((session, index) => {
    let row = rows.get(session.name);
    if (row) {
      const before = row.state;
      row.update(foreseen(row, session));
      changed(row, before);
    } else {
      row = new Row(session, acts, page.base);
      rows.set(session.name, row);
    }
    if (list.children[index] !== row.node) {
      list.insertBefore(row.node, list.children[index] ?? null);
    }
    follow(row, session.state);
  });
  showRest(next);
}

function showRest({ items, deleted, limit }) {
  showWaiting(items.reduce((sum, { waiting }) => sum + waiting, 0));
  const count = items.length;
  const full = limit > 0 && count >= limit;
  const used = limit > 0 ? text("in_use", { count, limit }) : text("count", { count });
  at("count").textContent = full ? text("limit_reached", { limit }) : used;
  at("new").disabled = full;
  at("empty").hidden = count > 0 || !at("new-form").hidden;
  filter(rows.values());
  const section = at("deleted");
  const shown = deleted.map((kept) => kept.entry + kept.title).join();
  if (section.dataset.shown !== shown) {
    section.dataset.shown = shown;
    section.hidden = deleted.length === 0;
    section.querySelector("ul").replaceChildren(...deleted.map((kept) => keptRow(kept, putBack)));
  }
}

async function refresh() {
  clearTimeout(timer);
  if (document.hidden) {
    return;
  }
  try {
    show(await api.list());
    calmIfPassing();
  } catch (error) {
    complain(error);
    if (error instanceof api.SignedOut) {
      return;
    }
  }
  const busy = listing.items.some(({ state }) => state === "starting" || state === "stopping");
  clearTimeout(timer);
  timer = setTimeout(refresh, busy ? 1000 : 4000);
}

async function attempt(work) {
  calm();
  try {
    return await work();
  } catch (error) {
    complain(error);
    return null;
  } finally {
    await refresh();
  }
}

// Shown at once; the hub's own answer follows.
function expect(row, state, started_at) {
  const before = row.state;
  row.update({ ...row.session, state, failure: null, started_at });
  changed(row, before);
}

const acts = {
  async start(row) {
    expect(row, "starting", new Date().toISOString());
    // The hub answers when the session runs; a failed start is told in its row.
    row.asked = true;
    const started = api.start(row.session.name).catch((error) => error);
    setTimeout(refresh, 300);
    const error = await started;
    row.asked = false;
    await refresh();
    if (error instanceof Error && row.state !== "failed") {
      complain(error);
    }
  },
  open(row) {
    if (row.state !== "stopping") {
      toStart(row.session.name, { isNew: row.state !== "starting" });
    }
  },
  async stop(row) {
    row.willOpen = false;
    expect(row, "stopping", null);
    await attempt(() => api.stop(row.session.name));
  },
  async rename(row, title) {
    const renamed = await attempt(() => api.rename(row.session.name, title));
    if (renamed) {
      say(text("is_renamed", renamed));
    }
  },
  async resize(row, [size, about]) {
    if (await attempt(() => api.resize(row.session.name, size))) {
      say(text("is_resized", { title: row.session.title, about }));
    }
  },
  async without(row) {
    if (await attempt(() => api.without(row.session.name))) {
      acts.open(row);
    }
  },
  remove(row) {
    const { session } = row;
    at("delete-about").textContent = text("delete_about", session);
    at("delete-kept").textContent = text("delete_kept", { path: listing.trash });
    const dialog = at("delete-dialog");
    dialog.returnValue = "no";
    dialog.addEventListener(
      "close",
      async () => {
        if (dialog.returnValue !== "yes") {
          row.summary.focus();
          return;
        }
        row.willOpen = false;
        expect(row, "stopping", null);
        if (await attempt(() => api.remove(session.name))) {
          say(text("is_deleted", session));
        }
        at("new").focus();
      },
      { once: true },
    );
    dialog.showModal();
  },
};

async function putBack(kept) {
  if (await attempt(() => api.restore(kept.entry))) {
    say(text("is_restored", kept));
  }
}

function toggleNew(open) {
  at("new-form").hidden = !open;
  at("new").setAttribute("aria-expanded", String(open));
  at("empty").hidden = open || listing.items.length > 0;
  if (open) {
    at("new-title").focus();
  } else {
    at("new-form").reset();
    at("new-repository").open = false;
    at("new").focus();
  }
}

at("new").addEventListener("click", () => toggleNew(at("new-form").hidden));
at("empty-new").addEventListener("click", () => toggleNew(true));
at("new-cancel").addEventListener("click", () => toggleNew(false));
at("new-form").addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    toggleNew(false);
  }
});
at("new-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const wanted = toWish();
  if (!wanted.title && !wanted.repository) {
    at("new-title").focus();
    complain(new Error(text("name_needed")));
    return;
  }
  const create = at("new-create");
  if (create.getAttribute("aria-disabled") === "true") {
    return;
  }
  create.setAttribute("aria-disabled", "true");
  calm();
  const shown = setTimeout(refresh, 500);
  try {
    await begin(wanted);
  } catch (error) {
    await refresh();
    // A start that failed is told in its row.
    if (rows.get(error.session)?.state !== "failed") {
      complain(error);
    }
  }
  clearTimeout(shown);
  create.removeAttribute("aria-disabled");
});

document.addEventListener("visibilitychange", refresh);
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.more[open], .own-who[open]")) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

show(listing);
setInterval(() => rows.forEach((row) => row.tick()), 1000);
const opened = rows.get(page.opened);
if (opened) {
  window.history.replaceState(null, "", `${page.base}home`);
  opened.node.dataset.opened = "true";
  opened.node.scrollIntoView({ block: "nearest" });
  opened.first.focus();
  opened.willOpen = opened.state === "starting";
}
timer = setTimeout(refresh, 1000);
