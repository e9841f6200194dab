// One session's row: built once, then changed in place, so that focus and menus stay.
import { toCloningText } from "./cloning.js";
import { toSteps } from "./steps.js";
import { secondsSince, setText, text, when } from "./words.js";

const INBOX = document.getElementById("page").dataset.inbox;
const SIZES = JSON.parse(document.getElementById("sizes").textContent);

function element(tag, className, content = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = content;
  return made;
}

function button(className, content, onClick) {
  const made = element("button", `btn ${className}`, content);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

export class Row {
  constructor(session, acts, base) {
    this.session = session;
    this.step = null;
    this.clones = false;
    this.cloning = null;
    this.willOpen = false;
    this.asked = false;
    this.base = base;
    this.acts = acts;
    this.node = element("li", "card row");
    this.mark = element("span", "mark");
    this.mark.setAttribute("aria-hidden", "true");
    this.title = element("div", "title");
    this.detail = element("div", "detail");
    const words = element("div", "words");
    this.waits = element("a", "waits");
    this.waits.href = INBOX;
    words.append(this.title, this.waits, this.detail);
    this.why = element("div", "why");
    this.why.hidden = true;
    this.node.append(this.mark, words, this.#actions(), this.why, this.#renameForm());
    this.update(session);
  }

  #actions() {
    this.first = element("a", "btn first");
    this.first.addEventListener("click", (event) => {
      if (this.session.state !== "running" && !event.metaKey && !event.ctrlKey) {
        event.preventDefault();
        this.acts.open(this);
      }
    });
    this.second = button("second", "", () =>
      this.session.state === "running" || this.session.state === "starting"
        ? this.acts.stop(this)
        : this.acts.start(this),
    );
    this.more = element("details", "more");
    this.summary = element("summary", "btn", "⋯");
    const menu = element("div", "own-menu");
    this.sizes = SIZES.length > 1 ? SIZES.map((size) => this.#sizeButton(size)) : [];
    menu.append(
      button("", text("rename"), () => this.#rename(true)),
      ...this.sizes,
      button("", text("delete"), () => {
        this.more.open = false;
        this.acts.remove(this);
      }),
    );
    this.more.append(this.summary, menu);
    const actions = element("div", "actions");
    actions.append(this.first, this.second, this.more);
    return actions;
  }

  #sizeButton(size) {
    const [name, about] = size;
    const made = button("", text("take_size", { about }), () => {
      this.more.open = false;
      this.summary.focus();
      this.acts.resize(this, size);
    });
    made.dataset.size = name;
    made.title = text("take_size_when");
    return made;
  }

  #renameForm() {
    this.form = element("form", "rename line");
    this.form.hidden = true;
    this.input = element("input", "");
    this.input.maxLength = 120;
    const save = element("button", "btn go", text("save"));
    this.form.append(this.input, save, button("", text("cancel"), () => this.#rename(false)));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.input.value.trim()) {
        this.#rename(false);
        this.acts.rename(this, this.input.value);
      } else {
        this.input.focus();
      }
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.#rename(false);
      }
    });
    return this.form;
  }

  #rename(open) {
    this.more.open = false;
    this.form.hidden = !open;
    if (open) {
      this.input.value = this.session.title;
      this.input.select();
      this.input.focus();
    } else {
      this.summary.focus();
    }
  }

  get state() {
    const { state, failure } = this.session;
    return state === "stopped" && failure ? "failed" : state;
  }

  update(session) {
    this.session = session;
    const { state } = this;
    // The step stays in the row until the start is over, also when the clone is made.
    const owes = session.repository?.cloned === false;
    this.clones = state === "starting" && (this.clones || owes);
    this.node.dataset.state = state;
    this.title.textContent = session.title;
    this.title.title = session.title;
    this.summary.setAttribute("aria-label", text("more", session));
    this.input.setAttribute("aria-label", text("name_of", session));
    const busy = state === "stopping";
    const open = text(this.willOpen && state === "starting" ? "opening" : "open");
    this.first.textContent = open;
    this.first.setAttribute("aria-label", text("act_on", { act: open, ...session }));
    this.first.setAttribute("aria-disabled", String(busy));
    this.first.href =
      state === "running"
        ? session.url
        : `${this.base}home?open=${encodeURIComponent(session.name)}`;
    const stops = state === "running" || state === "starting" || busy;
    const again = state === "failed" && !session.failure.has_run;
    const word = again ? text("retry") : text(stops ? "stop" : "start");
    this.second.textContent = word;
    this.second.setAttribute("aria-label", text("act_on", { act: word, ...session }));
    this.second.disabled = busy;
    const size = this.sizes.some(({ dataset }) => dataset.size === session.size)
      ? session.size
      : SIZES[0]?.[0];
    for (const choice of this.sizes) {
      choice.hidden = choice.dataset.size === size;
    }
    this.waits.hidden = !session.waiting;
    setText(this.waits, session.waiting ? text("waits", { count: session.waiting }) : "");
    this.#showWhy(state === "failed" ? session.failure : null);
    this.tick();
  }

  // What goes on with time: seconds of a start, "5 minutes ago".
  tick() {
    const { session, state } = this;
    const word = session.failure?.has_run && state === "failed" ? "ended" : state;
    const parts = [element("span", "word", text(word))];
    if (state === "starting") {
      const count = session.started_at ? secondsSince(session.started_at) : 0;
      parts.push(` · ${text("seconds", { count })}`, ...this.#steps());
    } else if (state === "failed") {
      parts.push(` · ${when(session.failure.at)}`);
    } else if (session.last_activity_at) {
      parts.push(` · ${text("used", { when: when(session.last_activity_at) })}`);
    }
    if (state === "stopped") {
      parts.push(` · ${text("files_kept")}`);
    }
    if (session.repository && state !== "starting") {
      parts.push(` · ${session.repository.url.replace(/^https?:\/\/|\.git$/g, "")}`);
    }
    this.detail.replaceChildren(...parts);
  }

  #steps() {
    return toSteps(this.step, { clones: this.clones }).flatMap(({ id, name, state, sign }) => {
      const step = element("span", "step", `${sign} ${name}`);
      step.dataset.now = String(state === "now");
      const share = id === "repository" && state === "now" ? toCloningText(this.cloning) : "";
      return share ? [" ", step, element("span", "share", ` · ${share}`)] : [" ", step];
    });
  }

  #showWhy(failure) {
    const shown = failure ? `${failure.at}${failure.message}` : "";
    if (this.why.dataset.shown === shown) {
      return;
    }
    this.why.dataset.shown = shown;
    this.why.hidden = !failure;
    this.why.replaceChildren();
    if (failure) {
      const message = element("p", "", failure.message);
      message.lang = failure.lang;
      this.why.append(message);
      if (this.session.repository?.cloned === false) {
        this.why.append(button("without", text("without"), () => this.acts.without(this)));
      }
      if (failure.log) {
        const log = element("pre", "", failure.log);
        log.tabIndex = 0;
        log.lang = "en";
        log.setAttribute("role", "group");
        log.setAttribute("aria-label", text("log"));
        this.why.append(element("span", "quiet", text("log")), log);
      }
    }
  }
}

export function keptRow(kept, onRestore) {
  const node = element("li", "card row");
  const words = element("div", "words");
  const gone = when(kept.gone_at);
  const detail = text("deleted_when", { when: when(kept.deleted_at), gone });
  words.append(element("div", "title", kept.title), element("div", "detail", detail));
  const restore = button("", text("restore"), () => onRestore(kept));
  restore.setAttribute("aria-label", text("act_on", { act: text("restore"), ...kept }));
  node.append(words, restore);
  node.title = text("kept_in", kept);
  return node;
}
