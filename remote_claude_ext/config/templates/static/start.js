// The start page: follows one session until it runs, starts it only for who asked on this site.
import * as api from "./api.js";
import { toCloningText } from "./cloning.js";
import { MessageBox } from "./message.js";
import { takeNote } from "./note.js";
import { calm, calmIfPassing, complain, say } from "./notices.js";
import { toSteps } from "./steps.js";
import { secondsSince, setText, text } from "./words.js";

const page = document.getElementById("page").dataset;
const at = (id) => document.getElementById(id);
const home = `${page.base}home`;
const SAID = { running: "is_running", starting: "is_starting", stopped: "is_stopped", failed: "did_not_start" };

let session = JSON.parse(at("session").textContent);
let step = null;
let clones = owes();
let cloning = null;
let stream = null;
let timer = 0;
// The hub has not answered a request to start: until then "stopped" is old news.
let isAsked = false;
// What was asked for on the home page may be under way already.
let isWanted = takeNote(session.name) && session.state !== "starting";
let isCancelled = false;
let isGone = false;

const box = new MessageBox(session.id, go);

// Whether a repository is to be cloned yet.
function owes() {
  return session.repository?.cloned === false;
}

function stateOf({ state, failure }) {
  return state === "stopped" && failure ? "failed" : state;
}

function go() {
  isGone = true;
  box.rest(true);
  draw();
  // Back leads to where one came from, not to a start that is over.
  alone(() => window.location.replace(toDesktop()));
}

// The session, at the conversation that the address of this page names.
function toDesktop() {
  const conversation = new URLSearchParams(window.location.hash.slice(1)).get("conversation");
  return conversation ? `${session.url}lab?${new URLSearchParams({ conversation })}` : session.url;
}

// Of several tabs one signs in to the session at a time: JupyterHub refuses who comes between. The
// lock ends with this page, when the next one is there; only safe addresses have locks.
function alone(leave) {
  if (!navigator.locks) {
    leave();
    return;
  }
  const left = navigator.locks.request(`sign-in ${session.url}`, () => {
    leave();
    return new Promise(() => {});
  });
  left.catch(leave); // a browser may refuse locks: nobody stays here for that
}

function draw() {
  const state = stateOf(session);
  const isOver = state === "failed" && session.failure.has_run;
  at("start").dataset.state = state;
  const word = isGone ? "opening_now" : isCancelled ? "cancelling" : isOver ? "ended" : state;
  setText(at("state").querySelector(".word"), text(word));
  drawSteps(state);
  tick();
  drawActions(state, isOver);
  drawWhy(state === "failed" ? session.failure : null);
}

function tick() {
  const count = session.started_at ? secondsSince(session.started_at) : 0;
  const isShown = session.state === "starting" && !isCancelled;
  setText(at("seconds"), isShown ? ` · ${text("seconds", { count })}` : "");
}

function drawSteps(state) {
  const is = { isDone: state === "running", isFailed: state === "failed" };
  const steps = toSteps(step, { clones, ...is });
  const list = at("steps");
  while (list.children.length > steps.length) {
    list.lastElementChild.remove();
  }
  steps.forEach(({ name, state: now, sign }, index) => {
    const item = list.children[index] ?? list.appendChild(document.createElement("li"));
    setText(item, `${sign} ${name}`);
    item.dataset.state = now;
    if (now === "now") {
      item.setAttribute("aria-current", "step");
    } else {
      item.removeAttribute("aria-current");
    }
  });
  at("cloning").hidden = !clones || state === "failed";
  setText(at("cloning"), state === "starting" && step === "repository" ? toCloningText(cloning) : "");
}

function drawActions(state, isOver) {
  const main = at("main");
  const words = { starting: "cancel", stopped: "start", failed: isOver ? "start" : "retry" };
  const word = isCancelled ? "cancel" : words[state];
  main.hidden = !word || isGone;
  at("back").hidden = state === "starting" || isCancelled || isGone;
  if (word) {
    setText(main, text(word));
    main.classList.toggle("go", word !== "cancel");
    main.setAttribute("aria-disabled", String(isCancelled));
  }
}

function drawWhy(failure) {
  at("why").hidden = !failure;
  if (failure) {
    const why = at("why").querySelector("p");
    why.lang = failure.lang;
    setText(why, failure.message);
    setText(at("log").querySelector("pre"), failure.log);
    at("log").hidden = !failure.log;
    at("without").hidden = !owes();
  }
}

function become(next) {
  const before = stateOf(session);
  session = next;
  const now = stateOf(session);
  if (before !== now) {
    changed(now);
  }
  step = session.failure?.step || step;
  box.ready(now === "running");
  draw();
}

function show(next) {
  const isOld = isAsked && next.state === "stopped";
  const { state, started_at } = session;
  become(isOld ? { ...next, state, started_at, failure: null } : next);
  follow(next.state);
  const now = stateOf(session);
  if (now === "running" && box.mayLeave) {
    go();
  } else if (isWanted && (now === "stopped" || now === "failed")) {
    start();
  }
}

function changed(now) {
  if (now === "stopped") {
    step = null;
  }
  if (now in SAID) {
    const word = session.failure?.has_run ? "is_ended" : SAID[now];
    say(text(now === "running" && !box.mayLeave ? "ready_text" : word, session));
  }
}

// Only a start that the hub itself speaks of has steps.
function follow(said) {
  if (said !== "starting" || stream) {
    return;
  }
  const onCloning = (next) => {
    cloning = next;
    draw();
  };
  stream = api.steps(session.progress_url, onStep, onCloning);
}

function onStep(next) {
  if (next === null) {
    // Not before the next look at the hub: a stream that fails at once must not be a storm.
    setTimeout(() => (stream = null), 1000);
    refresh();
    return;
  }
  if (isCancelled) {
    return;
  }
  step = next;
  clones = clones || next === "repository";
  cloning = null;
  draw();
  const all = toSteps(step, { clones });
  const { name, number } = all.find((one) => one.state === "now") ?? {};
  if (name) {
    say(text("step_said", { name, number, all: all.length }));
  }
}

async function refresh() {
  clearTimeout(timer);
  try {
    const found = (await api.list()).items.find(({ name }) => name === session.name);
    // While a start is cancelled the hub says for a moment that the session runs.
    if (isGone || isCancelled) {
      return;
    }
    if (!found) {
      window.location.replace(home); // it was deleted elsewhere
      return;
    }
    calmIfPassing();
    show(found);
  } catch (error) {
    complain(error);
    if (error instanceof api.SignedOut) {
      return;
    }
  }
  const isBusy = session.state === "starting" || session.state === "stopping";
  clearTimeout(timer);
  timer = setTimeout(refresh, isBusy ? 1000 : 4000);
}

async function start() {
  isWanted = false;
  isAsked = true;
  step = null;
  clones = owes();
  calm();
  become({ ...session, state: "starting", failure: null, started_at: new Date().toISOString() });
  setTimeout(refresh, 300);
  // The hub answers when the session runs; a failed start is told below its steps.
  const error = await api.start(session.name).catch((problem) => problem);
  isAsked = false;
  await refresh();
  if (error instanceof Error && stateOf(session) === "stopped" && !isCancelled) {
    complain(error);
  }
}

async function cancel() {
  isCancelled = true;
  box.takeBack();
  box.rest(true);
  say(text("cancelling"));
  draw();
  try {
    await api.stop(session.name);
    window.location.replace(home);
  } catch (error) {
    isCancelled = false;
    box.rest(false);
    complain(error);
    await refresh();
  }
}

at("without").addEventListener("click", async () => {
  try {
    await api.without(session.name);
  } catch (error) {
    complain(error);
    return;
  }
  session = { ...session, repository: null };
  box.focus();
  start();
});
at("main").addEventListener("click", () => {
  if (isCancelled || isGone) {
    return;
  }
  if (session.state === "starting") {
    cancel();
  } else {
    start();
    box.focus();
  }
});
setInterval(tick, 1000);

const isForeign = session.state !== "starting" && !isWanted;
show(session);
if (isForeign && session.state !== "running") {
  at("main").focus();
} else {
  box.focus();
}
timer = setTimeout(refresh, 1000);
