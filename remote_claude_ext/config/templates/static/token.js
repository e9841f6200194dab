// The page of tokens: makes one and shows it once, revokes, says when each was used.
import * as api from "./api.js";
import { calm, complain, say } from "./notices.js";
import { text, when } from "./words.js";

const at = (id) => document.getElementById(id);
const exact = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

for (const time of document.querySelectorAll("time")) {
  time.textContent = when(time.dateTime);
  time.title = exact.format(new Date(time.dateTime));
}

const isListed = () => at("kind").value === "listed";

at("kind").addEventListener("change", () => {
  at("listed").hidden = !isListed();
});

at("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  calm();
  const scopes = at(isListed() ? "scopes" : "kind").value.split(/[\s,]+/).filter(Boolean);
  if (isListed() && scopes.length === 0) {
    at("scopes").focus(); // an empty list would be everything
    return;
  }
  const wanted = { note: at("note").value || text("note"), expires_in: Number(at("expires").value) || null };
  try {
    const made = await api.makeToken(scopes.length > 0 ? { ...wanted, scopes } : wanted);
    at("token").textContent = made.token;
    at("made").hidden = false;
    at("made").focus();
  } catch (error) {
    complain(error);
  }
});

at("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(at("token").textContent);
    say(text("copied"));
  } catch {
    // Not allowed, or plain HTTP: it is selected, to be copied by hand.
    window.getSelection().selectAllChildren(at("token"));
  }
});

document.addEventListener("click", async ({ target }) => {
  const row = target.closest("[data-revoke]")?.closest("[data-token]");
  if (!row) {
    return;
  }
  calm();
  target.disabled = true;
  try {
    await api.revokeToken(row.dataset.token);
    row.remove();
    say(text("revoked"));
    at("note").focus();
  } catch (error) {
    complain(error);
    target.disabled = false;
  }
});
