// The inbox: all that waits for an answer. A card stays where it is, whatever comes and goes.
import { element } from "./elements.js";
import { Card } from "./inbox-card.js";
import { SignedOut, Unreachable, call, read } from "./usage-api.js";
import { showWaiting } from "./waiting.js";
import { setText, text } from "./words.js";

const EACH_MILLISECONDS = 3000;
const page = document.getElementById("page").dataset;
const at = (id) => document.getElementById(id);
const cards = new Map();
let timer = null;
let isAsking = false;

function complain(error) {
  const box = at("problem");
  if (error instanceof SignedOut) {
    const link = element("a", "", text("sign_in"));
    link.href = window.location.href;
    box.replaceChildren(`${text("signed_out")} `, link);
  } else if (error instanceof Unreachable) {
    box.textContent = text("offline");
  } else {
    box.textContent = text("went_wrong", { message: error.message });
  }
  box.hidden = false;
}

async function answer(asked, body) {
  const session = encodeURIComponent(`${page.user}/${asked.session}`);
  const [conversation, approval] = [asked.conversation, asked.approval].map(encodeURIComponent);
  const path = `/sessions/${session}/conversations/${conversation}/approvals/${approval}`;
  return (await call(path, { method: "POST", body })).json();
}

const tools = { answer, say: (words) => setText(at("said"), words), base: page.base, changed: () => count() };

// How many cards are open yet, in the bar at the top and in the title of the tab.
function count(leftOut = 0) {
  const open = [...cards.values()].filter((card) => !card.isSettled).length + leftOut;
  showWaiting(open);
  document.title = document.title.replace(/^(\(\d+\) )?/, open > 0 ? `(${open}) ` : "");
}

function show({ items, total }) {
  const open = new Set(items.map((asked) => asked.approval));
  for (const [id, card] of cards) {
    if (!open.has(id)) {
      card.gone();
    }
  }
  const list = at("asked");
  for (const asked of items) {
    const known = cards.get(asked.approval);
    if (known) {
      known.update(asked);
    } else {
      const card = new Card(asked, tools);
      cards.set(asked.approval, card);
      list.append(card.node);
    }
  }
  const leftOut = Math.max(0, total - items.length);
  setText(at("left-out"), leftOut > 0 ? text("left_out", { count: leftOut }) : "");
  at("left-out").hidden = leftOut === 0;
  at("empty").hidden = cards.size > 0;
  list.removeAttribute("aria-busy");
  count(leftOut);
}

async function refresh() {
  clearTimeout(timer);
  if (document.hidden || isAsking) {
    return;
  }
  isAsking = true;
  try {
    show(await read("/approvals"));
    at("problem").hidden = true;
  } catch (error) {
    complain(error);
  }
  isAsking = false;
  clearTimeout(timer);
  timer = setTimeout(refresh, EACH_MILLISECONDS);
}

// What was answered leaves when nobody looks, so that nothing moves under a finger.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    for (const [id, card] of cards) {
      if (card.isSettled) {
        card.node.remove();
        cards.delete(id);
      }
    }
  }
  refresh();
});

refresh();
setInterval(() => cards.forEach((card) => card.tick()), 30_000);
