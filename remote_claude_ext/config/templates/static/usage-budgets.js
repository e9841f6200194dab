// Budgets as meters, asking for more, and for administrators who asks.
import { button, element } from "./elements.js";
import { call, read } from "./usage-api.js";
import { formatMoney, toMicro } from "./usage-data.js";
import { text, when } from "./words.js";

const ASK_FROM = 0.75;
const moneyOf = (usd, lang) => formatMoney(toMicro(usd), lang);

function shareOf({ limit_usd, spent_usd }) {
  return Number(limit_usd) > 0 ? Number(spent_usd) / Number(limit_usd) : 1;
}

function nameOf(budget) {
  return text(`${budget.whose === "user" ? "own" : budget.whose}_${budget.period}`, budget);
}

function meterOf(budget, name, amounts) {
  const share = Math.min(1, shareOf(budget));
  const meter = element("div", "meter");
  const given = { role: "meter", "aria-label": name, "aria-valuetext": amounts };
  const scale = { "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.floor(share * 100) };
  for (const [key, value] of Object.entries({ ...given, ...scale })) {
    meter.setAttribute(key, String(value));
  }
  const bar = element("div", share >= 0.95 ? "full" : "");
  bar.style.width = `${share * 100}%`;
  meter.append(bar);
  return meter;
}

// A field with its label; `given` are its attributes.
export function field(label, given) {
  const made = element("label", "field", label);
  const input = element("input");
  Object.assign(input, { autocomplete: "off", ...given });
  made.append(input);
  return [made, input];
}

const amountField = (label, usd) =>
  field(label, { type: "number", min: "0.01", max: "1000000", step: "any", required: true, value: usd });

// What became of the last request, in one line.
function answerOf(request, lang) {
  const { state, decided_by: by, granted_usd: usd, answer } = request;
  const said = answer ? text("said_words", { answer }) : "";
  if (state === "waiting") {
    return text("asked", { usd: moneyOf(request.usd, lang), when: when(request.at) });
  }
  return state === "granted"
    ? text("granted", { by, usd: moneyOf(usd, lang), said })
    : text("declined", { by, said });
}

function askForm(budget, { lang, changed, complain }) {
  const form = element("form", "ask");
  form.hidden = true;
  const [amount, usd] = amountField(text("ask_amount"), "");
  const [reason, why] = field(text("ask_reason"), { required: true, maxLength: 500 });
  const open = button("small", text("ask_more"), () => {
    form.hidden = false;
    open.hidden = true;
    usd.focus();
  });
  open.setAttribute("aria-label", text("ask_more_of", { name: nameOf(budget) }));
  const close = () => {
    form.hidden = true;
    open.hidden = false;
    open.focus();
  };
  const send = button("go small", text("ask_send"));
  const line = element("div", "line");
  line.append(send, button("small", text("cancel"), close));
  form.append(amount, reason, line);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    const name = budget.whose === "group" ? budget.name : "";
    const body = { whose: budget.whose, name, period: budget.period, usd: usd.value, reason: why.value };
    try {
      const made = await (await call("/budgets/requests", { method: "POST", body })).json();
      await changed(answerOf(made, lang));
    } catch (error) {
      complain(error);
      send.disabled = false;
    }
  });
  return [open, form];
}

function toMeter(budget, tools) {
  const { lang } = tools;
  const name = nameOf(budget);
  const [spent, limit] = [budget.spent_usd, budget.limit_usd].map((usd) => moneyOf(usd, lang));
  const amounts = text("spent_of", { spent, limit });
  const moment = { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };
  const at = new Intl.DateTimeFormat(lang, moment).format(new Date(budget.resets_at));
  const resets = text("resets", { when: at });
  const line = element("p", "under");
  const until = budget.hard ? resets : `${text("warns")}, ${resets}`;
  line.append(element("span", "", amounts), element("span", "quiet", until));
  const made = element("div", "budget");
  made.append(element("p", "", name), meterOf(budget, name, amounts), line);
  if (budget.request) {
    made.append(element("p", "quiet", answerOf(budget.request, lang)));
  }
  if (budget.hard && shareOf(budget) >= ASK_FROM && budget.request?.state !== "waiting") {
    made.append(...askForm(budget, tools));
  }
  return made;
}

// `changed` is told when somebody has asked, `complain` what went wrong.
export function toMeters({ items, contact }, tools) {
  if (items.length === 0) {
    return [element("p", "quiet", text("no_budgets"))];
  }
  const meters = items.map((budget) => toMeter(budget, tools));
  return contact ? [...meters, element("p", "quiet", text("ask", { contact }))] : meters;
}

function budgetOf({ whose, period, name }) {
  return text(`of_${whose}_${period}`, { name });
}

function toRequest(request, { lang, changed, complain }) {
  const form = element("form", "request");
  const usd = moneyOf(request.usd, lang);
  const words = { user: request.user, usd, budget: budgetOf(request), when: when(request.at) };
  const said = element("p", "", text("wants", words));
  const [amount, granted] = amountField(text("grant_amount"), String(Number(request.usd)));
  const [answer, reply] = field(text("grant_answer"), { maxLength: 500 });
  const grant = button("go", text("grant"));
  const decline = button("danger", text("decline"), () => decide("decline"));
  for (const [one, word] of [[grant, "grant_to"], [decline, "decline_to"]]) {
    one.setAttribute("aria-label", text(word, request));
  }
  const decide = async (decision) => {
    reply.required = decision === "decline";
    if (!form.reportValidity()) {
      return;
    }
    grant.disabled = decline.disabled = true;
    const body = { decision, answer: reply.value, usd: decision === "grant" ? granted.value : null };
    try {
      const path = `/budgets/requests/${encodeURIComponent(request.id)}`;
      const made = await (await call(path, { method: "POST", body })).json();
      await changed(`${request.user}: ${answerOf(made, lang)}`);
    } catch (error) {
      complain(error);
      grant.disabled = decline.disabled = false;
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    decide("grant");
  });
  const line = element("div", "line");
  line.append(amount, answer, grant, decline);
  form.append(said, element("blockquote", "", request.reason), line);
  const item = element("li");
  item.append(form);
  return item;
}

// Who waits for an answer of an administrator; the section is there only while somebody does.
export async function showRequests(section, tools) {
  const { items } = await read("/budgets/requests?waiting=everybody");
  section.hidden = items.length === 0;
  section.querySelector("ul").replaceChildren(...items.map((request) => toRequest(request, tools)));
  return items.length;
}
