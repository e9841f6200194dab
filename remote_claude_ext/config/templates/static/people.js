// The page of people: who may sign in and what each runs; adds, removes, sets passwords, stops.
import * as api from "./api.js";
import { calm, complain, say } from "./notices.js";
import { text, when } from "./words.js";

const at = (id) => document.getElementById(id);
const self = at("page").dataset.user;
const open = new Set();
const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
let people = JSON.parse(at("listing").textContent).items;

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
}

function button(className, content, label, onClick) {
  const made = element("button", `btn ${className}`, content);
  made.type = "button";
  made.setAttribute("aria-label", label);
  made.addEventListener("click", onClick);
  return made;
}

// What fails is told; what is done is shown as the hub has it now.
async function carryOut(act) {
  calm();
  try {
    await act();
    people = (await api.people()).items;
    draw();
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

function detail(person) {
  const running = person.sessions.filter(({ state }) => state !== "stopped").length;
  const words = [
    person.can_sign_in ? "" : text("no_password"),
    person.admin ? text("admin") : "",
    running > 0 ? text("runs", { count: running }) : "",
    person.last_activity_at ? text("used", { when: when(person.last_activity_at) }) : text("never"),
  ];
  return words.filter(Boolean).join(" · ");
}

function sessionRow(person, session) {
  const row = element(
    "li",
    "",
    element("span", "mark"),
    element("span", "title", session.title),
    element("span", "quiet", text(session.state)),
  );
  row.dataset.state = session.state;
  row.firstChild.setAttribute("aria-hidden", "true");
  if (session.state === "running" || session.state === "starting") {
    row.append(
      button("", text("stop"), text("stop_of", { title: session.title, name: person.name }), ({ target }) => {
        target.disabled = true;
        void carryOut(() => api.stopFor(person.name, session.name)).then((done) => {
          target.disabled = done;
        });
      }),
    );
  }
  return row;
}

function theirs(person) {
  const summary = element("summary", "quiet", text("sessions", { count: person.sessions.length }));
  const stopped = ({ state }) => Number(state === "stopped");
  const sessions = [...person.sessions].sort(
    (one, other) => stopped(one) - stopped(other) || order.compare(one.title, other.title),
  );
  const list = element("ul", "theirs", ...sessions.map((session) => sessionRow(person, session)));
  const folded = element("details", "", summary, list);
  folded.open = open.has(person.name);
  folded.addEventListener("toggle", () => open[folded.open ? "add" : "delete"](person.name));
  return folded;
}

function acts(person) {
  const { name } = person;
  if (name === self) {
    return [];
  }
  const words = person.can_sign_in ? "new_password" : "set_password";
  const set = button("", text(words), text(`${words}_of`, { name }), () => ask(person, words));
  if (!person.can_sign_in) {
    return [set];
  }
  const turn = person.admin ? "no_admin" : "to_admin";
  const admin = button("", text(turn), text(`${turn}_of`, { name }), () => ask(person, turn));
  const remove = button("danger", text("remove"), text("remove_of", { name }), () => ask(person, "remove"));
  return [set, admin, remove];
}

function toRow(person) {
  const words = element("div", "words", element("div", "title", person.name), element("div", "quiet", detail(person)));
  const row = element("li", "card", words, element("div", "actions", ...acts(person)));
  row.dataset.name = person.name;
  if (person.sessions.length > 0) {
    row.append(theirs(person));
  }
  return row;
}

function draw() {
  const wanted = at("filter").value.trim().toLowerCase();
  const fits = (words) => words.toLowerCase().includes(wanted);
  const shown = people.filter(({ name, sessions }) => fits(name) || sessions.some(({ title }) => fits(title)));
  shown.sort((one, other) => order.compare(one.name, other.name));
  at("rows").replaceChildren(...shown.map(toRow));
  at("count").textContent = text("count", { count: shown.length, all: people.length });
  at("none").hidden = shown.length > 0;
}

function show({ name, password }) {
  at("made-title").textContent = text("made", { name });
  at("password").textContent = password;
  at("made").hidden = false;
  at("made").focus();
}

// One dialog for all questions: another password, an administrator or not, or no longer here.
let asked = null;
const ABOUT_PASSWORD = new Set(["new_password", "set_password"]);

function ask(person, words) {
  asked = { person, words };
  const { name } = person;
  at("ask-title").textContent = text(`${words}_of`, { name });
  at("ask-about").textContent = text(`${words}_about`, { name });
  at("another").hidden = !ABOUT_PASSWORD.has(words);
  at("another").value = "";
  at("yes").textContent = text(words);
  at("yes").className = `btn ${words === "remove" ? "danger" : "go"}`;
  at("ask").returnValue = "";
  at("ask").showModal();
}

// Enter means the answer, not the first button.
at("another").addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    at("yes").click();
  }
});

at("ask").addEventListener("close", () => {
  if (at("ask").returnValue !== "yes") {
    return;
  }
  const { person, words } = asked;
  const { name } = person;
  const password = at("another").value;
  void carryOut(async () => {
    if (words === "remove") {
      await api.removePerson(name);
      say(text("removed", { name }));
    } else if (!ABOUT_PASSWORD.has(words)) {
      await api.setAdmin(name, words === "to_admin");
      say(text(`${words}_done`, { name }));
    } else {
      show(await (person.can_sign_in ? api.setPassword(name, password) : api.addPerson(name, { password })));
    }
  });
});

function unfold(isOpen) {
  at("add").hidden = !isOpen;
  at("new").hidden = isOpen;
  at(isOpen ? "name" : "new").focus();
}

at("new").addEventListener("click", () => unfold(true));
at("not").addEventListener("click", () => unfold(false));
at("add").addEventListener("keydown", ({ key }) => key === "Escape" && unfold(false));
at("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = at("name").value.trim().toLowerCase();
  const wanted = { password: at("first").value, admin: at("admin").checked };
  if (await carryOut(async () => show(await api.addPerson(name, wanted)))) {
    at("add").reset();
    at("add").hidden = true;
    at("new").hidden = false;
  }
});

at("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(at("password").textContent);
    say(text("copied"));
  } catch {
    // Not allowed, or plain HTTP: it is selected, to be copied by hand.
    window.getSelection().selectAllChildren(at("password"));
  }
});

at("filter").addEventListener("input", draw);
draw();
