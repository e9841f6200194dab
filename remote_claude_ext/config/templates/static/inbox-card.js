// One question as a card: built once, then changed in place, so that words and focus stay.
import { button, element } from "./elements.js";
import { titleOf, toOffer, toQuestions, toRules, toWhat, toWords } from "./inbox-parts.js";
import { toStart } from "./note.js";
import { SignedOut, Unreachable } from "./usage-api.js";
import { setText, text, when } from "./words.js";

export class Card {
  constructor(asked, tools) {
    this.asked = asked;
    this.tools = tools;
    this.isSettled = false;
    this.isBusy = false;
    this.shown = null;
    this.node = element("li", "card question-card");
    this.node.tabIndex = -1;
    const title = element("h2", "", titleOf(asked));
    title.id = `title-${asked.approval}`;
    this.node.setAttribute("aria-labelledby", title.id);
    this.time = element("time", "quiet");
    this.time.dateTime = asked.asked_at;
    const head = element("div", "head");
    head.append(title, this.time);
    this.where = element("p", "where");
    this.link = element("a");
    this.where.append(this.link);
    const why = asked.type === "permission" ? [asked.cwd, asked.reason] : [];
    const reason = element("p", "quiet why", why.filter(Boolean).join(" · "));
    reason.hidden = reason.textContent === "";
    this.cut = element("p", "note", asked.cut ? text("cut") : "");
    this.cut.hidden = !asked.cut;
    this.foot = element("div", "foot");
    this.result = element("p", "result");
    this.result.hidden = true;
    this.node.append(head, this.where, ...toWhat(asked), this.cut, reason, this.foot, this.result);
    this.update(asked);
  }

  update(asked) {
    this.asked = asked;
    this.link.href = asked.url;
    setText(this.link, `${asked.session_title} · ${asked.title}`);
    this.tick();
    const state = asked.lost ? "lost" : asked.session_state;
    if (!this.isSettled && !this.isBusy && this.shown !== `${state} ${asked.session_state}`) {
      this.shown = `${state} ${asked.session_state}`;
      this.#show(state);
    }
  }

  tick() {
    setText(this.time, when(this.asked.asked_at));
  }

  // It waits no more, and this page did not answer it.
  gone() {
    if (!this.isSettled && !this.isBusy) {
      this.#settle(text("gone"));
    }
  }

  #show(state) {
    const hadFocus = this.foot.contains(document.activeElement);
    if (state === "running") {
      this.#ask();
    } else {
      this.#explain(state);
    }
    if (hadFocus) {
      this.node.focus();
    }
  }

  #explain(state) {
    const parts = [element("p", "note", text(state === "lost" ? "lost" : `is_${state}`))];
    const line = element("div", "answers");
    if (this.asked.session_state === "stopped") {
      const { session, conversation } = this.asked;
      line.append(button("go", text("start"), () => toStart(session, { isNew: true, conversation })));
    } else if (this.asked.session_state === "running") {
      line.append(this.#toDesktop());
    }
    this.foot.replaceChildren(...parts, line);
  }

  #toDesktop() {
    const link = element("a", "btn", text("open"));
    link.href = this.asked.url;
    return link;
  }

  #ask() {
    const { type, cut, suggestions } = this.asked;
    if (type === "question" && !cut) {
      const send = (answers) => this.#answer({ decision: "allow", answers });
      this.foot.replaceChildren(toQuestions(this.asked, send, () => this.#answer({ decision: "deny" })));
      return;
    }
    const line = element("div", "answers");
    const rules = type === "permission" && !cut ? suggestions : [];
    // What cannot be seen whole is not allowed from here.
    if (!cut && type === "plan") {
      line.append(
        button("go", text("approve"), () => this.#answer({ decision: "allow", mode: "default" })),
        button("", text("approve_edits"), () => this.#answer({ decision: "allow", mode: "acceptEdits" })),
      );
    } else if (!cut) {
      line.append(button("go", text("allow"), () => this.#answer({ decision: "allow" })));
    }
    line.append(...rules.map((each) => this.#toOffer(each)));
    const no = { plan: "plan_no", question: "skip" }[type] ?? "deny";
    line.append(button(type === "permission" ? "danger" : "", text(`${no}_more`), () => this.#refuse(no)));
    if (cut) {
      line.append(this.#toDesktop());
    }
    this.foot.replaceChildren(...toRules(rules), line);
  }

  #toOffer(suggestion) {
    const { label, title } = toOffer(suggestion);
    const made = button("", label, () => this.#answer({ decision: "allow", suggestion: suggestion.id }));
    made.title = title;
    made.lang = "en"; // the session's words, as in the panel
    return made;
  }

  #refuse(no) {
    const kind = this.asked.type === "permission" ? "danger" : "go";
    const said = { label: text(`${no}_label`), hint: text(`${no}_hint`), send: text(no), kind };
    const back = () => {
      this.#ask();
      this.foot.querySelector("button")?.focus();
    };
    const send = (feedback) => this.#answer({ decision: "deny", ...(feedback ? { feedback } : {}) });
    const [form, field] = toWords(said, send, back);
    this.foot.replaceChildren(form);
    field.focus();
  }

  async #answer(body) {
    if (this.isBusy) {
      return;
    }
    this.#busy(true);
    try {
      const { outcome } = await this.tools.answer(this.asked, body);
      const chosen = this.asked.suggestions.find(({ id }) => id === body.suggestion);
      const words = text(`${outcome}_${this.asked.type}`);
      this.#settle(chosen ? `${words} ${toOffer(chosen).label}.` : words);
      this.result.scrollIntoView({ block: "nearest" });
      this.node.focus({ preventScroll: true });
      this.tools.say(this.result.textContent);
    } catch (error) {
      this.#busy(false);
      this.#failed(error);
    }
  }

  #failed(error) {
    if (error.code === "approval_settled") {
      const { by, at, outcome } = error.details;
      this.#settle(text(`settled_${outcome}`, { by, when: when(at) }));
    } else if (error.code === "not_found") {
      this.#settle(text("gone"));
    } else if (error instanceof SignedOut || error instanceof Unreachable) {
      setText(this.result, text(error instanceof SignedOut ? "signed_out" : "not_taken"));
      this.result.hidden = false;
    } else {
      setText(this.result, text("went_wrong", { message: error.message }));
      this.result.hidden = false;
    }
    this.tools.say(this.result.textContent);
  }

  #busy(isBusy) {
    this.isBusy = isBusy;
    this.result.hidden = true;
    this.node.setAttribute("aria-busy", String(isBusy));
    for (const each of this.foot.querySelectorAll("button, input, textarea")) {
      if (isBusy) {
        each.dataset.was = String(each.disabled);
      }
      each.disabled = isBusy || each.dataset.was === "true";
    }
  }

  // The card keeps its height: what stands below it stays where it is.
  #settle(words) {
    const hadFocus = this.foot.contains(document.activeElement);
    this.node.style.minHeight = `${this.node.getBoundingClientRect().height}px`;
    this.isSettled = true;
    this.isBusy = false;
    this.node.dataset.settled = "true";
    this.node.removeAttribute("aria-busy");
    // What was chosen can still be read.
    this.foot.querySelectorAll(".answers, .words-form, .note, .rules").forEach((each) => each.remove());
    this.foot.querySelectorAll("fieldset").forEach((each) => (each.disabled = true));
    setText(this.result, words);
    this.result.hidden = false;
    if (hadFocus) {
      this.node.focus({ preventScroll: true });
    }
    this.tools.changed();
  }
}
