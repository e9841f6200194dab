// What an event says, as a sentence for people; touches neither the page nor the network.
import { text } from "./words.js";

const lang = document.documentElement.lang;
const count = (number) => new Intl.NumberFormat(lang).format(number ?? 0);
const TOKENS = ["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens"];

export function toMoney(usd) {
  const form = { style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 4 };
  return new Intl.NumberFormat(lang, form).format(Number(usd));
}

export const toTime = (moment) => new Date(moment).toLocaleTimeString(lang);
export const toDay = (moment) => new Date(moment).toLocaleDateString(lang, { dateStyle: "full" });
export const toMoment = (moment) => new Date(moment).toLocaleString(lang, { dateStyle: "medium", timeStyle: "medium" });

const toTool = (data) => (data.tool || text("a_tool")).replace(/^mcp__(.+?)__/, "$1: ");
// A value that this version has no words for is said as it is.
const named = (name, value) => (value ? text(`${name}_${value}`, {}, value) : "");

function settled({ by, data }) {
  if (data.outcome !== "allowed" && data.outcome !== "denied") {
    return text("settled_open", { outcome: named("outcome", data.outcome) });
  }
  const about = data.type === "permission" || !data.type ? toTool(data) : text(`a_${data.type}`);
  return text(data.outcome === "allowed" ? "settled_allowed" : "settled_denied", { by: by ?? "?", about });
}

function request({ user, data }) {
  const tokens = TOKENS.reduce((sum, name) => sum + (data[name] ?? 0), 0);
  return text("model_request", {
    user,
    model: data.model,
    outcome: named("outcome", data.outcome),
    tokens: count(tokens),
    cost: toMoney(data.cost_usd),
  });
}

const SENTENCES = {
  "prompt": ({ by }) => text("prompt", { by: by ?? "?" }),
  "turn.started": () => text("turn_started"),
  "turn.finished": ({ data }) =>
    text("turn_finished", { outcome: named("outcome", data.outcome), cost: toMoney(data.cost_usd) }),
  "approval.asked": ({ data }) =>
    data.type === "permission" ? text("asked_permission", { tool: toTool(data) }) : text(`asked_${data.type}`, {}, text("asked_any")),
  "approval.settled": settled,
  "tool.started": ({ data }) => text("tool_started", { tool: toTool(data) }),
  "tool.finished": ({ data }) => text("tool_finished", { tool: toTool(data), status: named("status", data.status) }),
  "rewound": ({ by, data }) => text(`rewound_${data.type}`, { by }, text("rewound_both", { by })),
  "rewind.undone": ({ by }) => text("rewind_undone", { by }),
  "mode.changed": ({ data }) => text("mode_changed", { mode: data.mode }),
  "model.request": request,
  "freeze": ({ by, data }) => text("froze", { by, target: data.target }),
  "unfreeze": ({ by, data }) => text("unfroze", { by, target: data.target }),
  "budget.asked": ({ by, data }) => text("budget_asked", { by, usd: toMoney(data.usd), budget: data.budget }),
  "budget.granted": ({ by, user, data }) =>
    text("budget_granted", { by, user, usd: toMoney(data.usd), budget: data.budget }),
  "budget.declined": ({ by, user, data }) =>
    text("budget_declined", { by, user, usd: toMoney(data.usd), budget: data.budget }),
  "audit.expired": ({ by, data }) => text("expired", { by, before: toMoment(data.before), upto: count(data.upto) }),
};

// What was done at the hub: to whom, or to which session, and by whom.
const toDone = ({ kind, by, user, session }) => text(kind.replace(".", "_"), { by, user, session }, kind);

const NOBODY = { "the command line": "by_command", "the hub": "by_hub" };

// A kind that a later version records is told by its name.
export function toSentence(event) {
  const by = event.source === "hub" && event.by in NOBODY ? text(NOBODY[event.by]) : event.by;
  return (SENTENCES[event.kind] ?? toDone)({ ...event, by });
}

// What stands below the sentence: the words themselves, the command, the reason.
export function toQuoted({ kind, data }) {
  if (kind === "freeze") {
    return data.reason ?? "";
  }
  return kind.startsWith("budget.") ? (data.said ?? "") : (data.text ?? "");
}

// Facts that are part of what was decided: by which rule, with which words, in how many bytes.
export function toNotes({ kind, data, by, user }) {
  const notes = [];
  if (kind === "approval.settled" && data.outcome === "allowed") {
    notes.push(data.suggestion ? text("by_rule", { rule: data.rule || data.suggestion }) : text("once"));
  }
  if (data.reason && kind !== "freeze") {
    notes.push(data.reason);
  }
  if (data.attachments?.length > 0) {
    notes.push(text("attached", { names: data.attachments.join(", ") }));
  }
  if (data.note && kind !== "model.request") {
    notes.push(data.note);
  }
  if (kind === "rewound" && data.files) {
    notes.push(text("rewound_count", { count: data.files }));
  }
  if (data.truncated) {
    notes.push(text("truncated"));
  }
  if (data.recovered) {
    notes.push(text("recovered"));
  }
  if (kind === "model.request" && data.note) {
    notes.push(data.note);
  }
  return by && user && by !== user && kind === "prompt" ? [...notes, text("as_other", { user })] : notes;
}
