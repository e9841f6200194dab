// For administrators: who may not ask a model for now, and why; to freeze and to release.
import { button, element } from "./elements.js";
import { call, read } from "./usage-api.js";
import { field } from "./usage-budgets.js";
import { text, when } from "./words.js";

const KINDS = ["user", "group", "session", "everyone"];
// What entries call somebody, as the id of a freeze says it.
const TOLD_BY = {
  user: ["user", (item) => item.user],
  group: ["group", (item) => item.group],
  session: ["user,session", (item) => item.session && `${item.user}/${item.session}`],
};

const addressOf = (id) => `/freezes/${encodeURIComponent(id)}`;

function nameOf(id) {
  const at = id.indexOf(":");
  return at < 0 ? text("frozen_everyone") : text(`frozen_${id.slice(0, at)}`, { name: id.slice(at + 1) });
}

function toFreeze(freeze, { changed, complain }) {
  const name = nameOf(freeze.id);
  const release = button("small", text("release"), async () => {
    release.disabled = true;
    try {
      await call(addressOf(freeze.id), { method: "DELETE" });
      await changed(text("released", { name }));
    } catch (error) {
      complain(error);
      release.disabled = false;
    }
  });
  release.setAttribute("aria-label", text("release_of", { name }));
  const said = element("p", "", name);
  said.append(element("span", "quiet", ` · ${text("frozen_by", { by: freeze.by, when: when(freeze.at) })}`));
  const words = element("div", "words");
  words.append(said, element("blockquote", "", freeze.reason));
  const item = element("li", "request freeze");
  item.append(words, release);
  return item;
}

// Names that were heard of lately, so that nobody has to write them without a mistake.
async function suggest(list, kind) {
  const [by, toName] = TOLD_BY[kind];
  const { items } = await read(`/usage?by=${by}`);
  const names = new Set(items.map(toName).filter(Boolean));
  list.replaceChildren(...[...names].sort().map((name) => Object.assign(element("option"), { value: name })));
}

// `filters` are what the page is narrowed to: that is who is meant, most likely.
function begin(kind, name, filters) {
  if (filters.session && filters.user) {
    [kind.value, name.value] = ["session", `${filters.user}/${filters.session}`];
  } else if (filters.user || filters.group) {
    kind.value = filters.user ? "user" : "group";
    name.value = filters.user ?? filters.group;
  }
}

// What the hub does not know: said in the form, with names that may be meant, and a second click.
function toDoubt(form, freeze, name) {
  const doubt = element("div", "doubt");
  doubt.setAttribute("role", "alert");
  const calm = () => {
    doubt.replaceChildren();
    freeze.textContent = text("freeze");
    freeze.value = "";
  };
  const raise = ({ code, details }) => {
    const what = text(`frozen_${details.what}`, { name: details.id });
    doubt.replaceChildren(element("p", "", text(code, { name: what })));
    const take = (near) =>
      button("small", near, () => {
        name.value = near;
        calm();
        freeze.focus();
      });
    doubt.append(...(details.near ?? []).map(take));
    freeze.textContent = text("freeze_anyway");
    freeze.value = "anyway";
    // Enter, pressed once more in haste, takes a name that is there.
    (doubt.querySelector("button") ?? freeze).focus();
  };
  form.addEventListener("input", ({ target }) => {
    if (target === name || target.localName === "select") {
      calm();
    }
  });
  return [doubt, raise];
}

function toForm({ changed, complain, filters }) {
  const form = element("form", "freezing");
  const whom = element("label", "field", text("freeze_whom"));
  const kind = element("select");
  kind.append(...KINDS.map((one) => Object.assign(element("option", "", text(`kind_${one}`)), { value: one })));
  whom.append(kind);
  const given = { required: true, maxLength: 255, autocapitalize: "off", spellcheck: false };
  const [named, name] = field(text("freeze_name"), given);
  const [because, reason] = field(text("freeze_reason"), { required: true, maxLength: 500 });
  const list = element("datalist");
  list.id = "freeze-names";
  name.setAttribute("list", list.id);
  const look = () => {
    const isNamed = kind.value !== "everyone";
    named.hidden = name.disabled = !isNamed;
    const isSession = kind.value === "session";
    name.placeholder = name.title = isSession ? text("freeze_session") : "";
    name.pattern = isSession ? "[^\\/]+\\/[^\\/]+" : ".*";
    list.replaceChildren();
    if (isNamed) {
      suggest(list, kind.value).catch(() => {});
    }
  };
  kind.addEventListener("change", look);
  const freeze = button("danger", text("freeze"));
  const [doubt, raise] = toDoubt(form, freeze, name);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    freeze.disabled = true;
    const id = kind.value === "everyone" ? "everyone" : `${kind.value}:${name.value.trim()}`;
    try {
      const body = { reason: reason.value, anyway: freeze.value === "anyway" };
      await call(addressOf(id), { method: "PUT", body });
      await changed(text("froze", { name: nameOf(id) }));
    } catch (error) {
      freeze.disabled = false;
      if (error.code === "freeze_unknown" || error.code === "freeze_unchecked") {
        raise(error);
      } else {
        complain(error);
      }
    }
  });
  begin(kind, name, filters());
  look();
  form.append(whom, named, list, because, freeze, doubt);
  return [form, kind];
}

function toFold(tools) {
  const fold = element("details");
  fold.append(element("summary", "btn small", text("freeze_more")));
  fold.addEventListener("toggle", () => {
    fold.querySelector("form")?.remove();
    if (fold.open) {
      const [form, first] = toForm(tools);
      fold.append(form);
      first.focus();
    }
  });
  fold.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      fold.open = false;
      fold.querySelector("summary").focus();
    }
  });
  return fold;
}

export async function showFreezes(section, tools) {
  const { items } = await read("/freezes");
  const list = element("ul");
  list.append(...items.map((freeze) => toFreeze(freeze, tools)));
  const shown = items.length > 0 ? list : element("p", "quiet", text("frozen_none"));
  section.querySelector("div").replaceChildren(shown, toFold(tools));
}
