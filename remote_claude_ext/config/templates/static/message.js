// The message box of the start page: typed, handed in, taken back; it never leaves by itself with words.
import { Kept, MOST } from "./kept.js";
import { complain, say } from "./notices.js";
import { setText, text } from "./words.js";

const at = (id) => document.getElementById(id);
const number = new Intl.NumberFormat(document.documentElement.lang);

export class MessageBox {
  // `onGo` opens the session.
  constructor(id, onGo) {
    this.kept = new Kept(id);
    this.onGo = onGo;
    this.isReady = false;
    this.isResting = false;
    this.field = at("text");
    this.send = at("send");
    this.second = at("second");
    this.hint = at("hint");
    // What was typed before this script ran is not lost.
    this.field.value = this.kept.handed ?? (this.field.value || this.kept.draft);
    this.field.addEventListener("input", () => {
      this.kept.draft = this.field.value;
      this.draw();
    });
    this.field.addEventListener("keydown", (event) => this.#onKey(event));
    at("message").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.second.addEventListener("click", () => this.#onSecond());
    this.draw();
  }

  get isHanded() {
    return this.kept.handed !== null;
  }

  get isEmpty() {
    return this.field.value.trim() === "";
  }

  get isTooLong() {
    return this.field.value.length > MOST;
  }

  // Whether the page may go on: nothing is typed, or what is typed was handed in.
  get mayLeave() {
    return this.isHanded || this.isEmpty;
  }

  ready(isReady) {
    this.isReady = isReady;
    this.draw();
  }

  // Nothing more is taken: the page goes away.
  rest(isResting) {
    this.isResting = isResting;
    this.draw();
  }

  focus() {
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  // The start was given up: nothing is sent later that nobody expects any more.
  takeBack() {
    if (this.isHanded) {
      this.kept.takeBack();
      this.draw();
    }
  }

  draw() {
    const { isHanded, isReady, isEmpty, isResting } = this;
    const asks = isReady && !isHanded && !isEmpty && !this.isTooLong;
    this.field.readOnly = isHanded || isResting;
    at("message").dataset.handed = String(isHanded);
    const open = isReady ? text(isEmpty ? "open" : "open_send") : text("send_ready");
    setText(this.send, isHanded ? `✓ ${text("will_send")}` : open);
    const isOff = isHanded || isResting || this.isTooLong || (isEmpty && !isReady);
    this.send.setAttribute("aria-disabled", String(isOff));
    this.second.hidden = isResting || !(asks || (isHanded && !isReady));
    setText(this.second, text(isHanded ? "edit" : "open_only"));
    setText(this.hint, this.#hint(asks));
    this.hint.dataset.bad = String(this.isTooLong);
  }

  #hint(asks) {
    if (this.isTooLong) {
      const count = number.format(this.field.value.length);
      return text("too_long", { count, most: number.format(MOST) });
    }
    if (this.isReady && !this.isHanded) {
      return text(asks ? "ready_text" : "ready_empty");
    }
    return text(this.isHanded ? "kept_until" : "meanwhile");
  }

  #onKey(event) {
    // Enter that ends a word of an input method is not one that sends; Safari says it with 229.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !isComposing) {
      event.preventDefault();
      if (!event.repeat) {
        this.#submit();
      }
    }
  }

  #submit() {
    if (this.send.getAttribute("aria-disabled") === "true") {
      if (this.isTooLong) {
        say(this.hint.textContent);
      }
      return;
    }
    if (!this.isEmpty && !this.kept.handIn(this.field.value)) {
      this.kept.draft = this.field.value;
      complain(new Error(text("not_kept")));
      return;
    }
    this.draw();
    if (this.isReady) {
      this.onGo();
    } else {
      say(text("handed"));
    }
  }

  #onSecond() {
    if (this.isHanded) {
      this.takeBack();
      this.focus();
      say(text("handed_back"));
    } else if (this.kept.handOver(this.field.value)) {
      this.onGo();
    } else {
      complain(new Error(text("not_kept")));
    }
  }
}
