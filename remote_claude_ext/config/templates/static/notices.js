// What a page says: politely to a screen reader, and what went wrong to everyone.
import { SignedOut, Unreachable } from "./api.js";
import { text } from "./words.js";

const page = document.getElementById("page").dataset;
const said = document.getElementById("said");
const problem = document.getElementById("problem");

export function say(message) {
  said.textContent = message;
}

export function complain(error) {
  if (error instanceof SignedOut) {
    const link = document.createElement("a");
    link.href = `${page.base}login?next=${encodeURIComponent(window.location.pathname)}`;
    link.textContent = text("sign_in");
    problem.replaceChildren(`${text("signed_out")} `, link);
  } else if (error instanceof Unreachable) {
    problem.textContent = text("offline");
  } else {
    problem.textContent = text("went_wrong", { message: error.message });
  }
  problem.dataset.passing = String(error instanceof Unreachable);
  problem.hidden = false;
}

export function calm() {
  problem.hidden = true;
}

// The hub answers again: only what said that it does not is over.
export function calmIfPassing() {
  if (problem.dataset.passing === "true") {
    calm();
  }
}
