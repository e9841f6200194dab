// What a question is about, and its forms; nothing of it is ever read as HTML.
import { button, element } from "./elements.js";
import { toChange } from "./inbox-change.js";
import { toSeen } from "./unseen.js";
import { text } from "./words.js";

const EDITS = new Set(["Write", "Edit", "MultiEdit", "NotebookEdit"]);
const textOf = (value) => (typeof value === "string" ? value : JSON.stringify(value, null, 1));
const words = (value) => toSeen(textOf(value));

export function titleOf({ type, tool }) {
  if (type !== "permission") {
    return text(`title_${type}`);
  }
  if (tool === "Bash") {
    return text("title_command");
  }
  return EDITS.has(tool) ? text("title_change") : text("title_tool", { tool: tool.replace(/^mcp__(.+?)__/, "$1: ") });
}

function block(content, label) {
  const made = element("pre", "", content);
  made.tabIndex = 0;
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", label);
  return made;
}

// Everything that the tool was given: a change line by line, or the first thing alone; the others
// with their names.
function toPermission(asked) {
  if (Array.isArray(asked.change)) {
    const [made, others] = toChange(asked, words);
    return [...made, ...toFields(others)];
  }
  const { tool, input } = asked;
  const { command, file_path: path, ...others } = input;
  const made = [];
  if (tool === "Bash" && typeof command === "string") {
    made.push(block(words(command), text("command")));
  } else if (command !== undefined) {
    others.command = command;
  }
  if (path !== undefined) {
    made.push(element("p", "path", words(path)));
  }
  return [...made, ...toFields(Object.entries(others))];
}

function toFields(entries) {
  const fields = element("dl", "fields");
  for (const [name, value] of entries) {
    const shown = words(value);
    const said = element("dd");
    said.append(shown.length > 60 || shown.includes("\n") ? block(shown, name) : shown);
    fields.append(element("dt", "", name.replaceAll("_", " ")), said);
  }
  return entries.length > 0 ? [fields] : [];
}

const REACHES = new Set(["conversation", "project", "user"]);

// A rule that may be chosen: its words, and how far it reaches.
export function toOffer({ label, scope, rule }) {
  const reach = REACHES.has(scope) ? text(`reach_${scope}`) : scope;
  return { label: words(label), title: words(rule ? `${reach}: ${rule}` : reach) };
}

// The rules themselves, as Claude Code writes them.
export function toRules(suggestions) {
  const rules = suggestions.filter(({ rule }) => rule);
  const line = element("p", "quiet rules", `${text("rules")} `);
  line.append(...rules.flatMap(({ rule }, place) => [...(place > 0 ? [" · "] : []), element("code", "", words(rule))]));
  return rules.length > 0 ? [line] : [];
}

export function toWhat(asked) {
  if (asked.type === "plan") {
    const plan = typeof asked.input.plan === "string" ? words(asked.input.plan) : "";
    return [plan ? block(plan, text("plan")) : element("p", "quiet", text("plan_none"))];
  }
  return asked.type === "question" ? [] : toPermission(asked);
}

// A line of words for Claude; `onSend` gets them, `onBack` is the way back.
export function toWords({ label, hint, send, kind }, onSend, onBack) {
  const form = element("form", "words-form");
  const field = element("textarea");
  field.rows = 3;
  field.maxLength = 20_000;
  field.placeholder = hint;
  field.setAttribute("aria-label", label);
  const line = element("div", "answers");
  line.append(button(kind, send), button("", text("back"), onBack));
  form.append(field, line);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onSend(field.value.trim());
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onBack();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  return [form, field];
}

function toQuestion(question, place, id, onChange) {
  const set = element("fieldset");
  const header = typeof question.header === "string" ? question.header : "";
  const legend = element("legend");
  if (header) {
    legend.append(element("span", "tag", header), " ");
  }
  legend.append(words(question.question ?? ""));
  set.append(legend);
  const many = question.multiSelect === true;
  const options = (Array.isArray(question.options) ? question.options : []).map((option) => {
    const label = element("label", "option");
    const input = element("input");
    Object.assign(input, { type: many ? "checkbox" : "radio", name: `${id}-${place}`, value: textOf(option?.label ?? "") });
    const said = element("span", "", words(input.value));
    if (option?.description) {
      said.append(element("small", "", words(option.description)));
    }
    if (option?.preview) {
      said.append(element("pre", "", words(option.preview)));
    }
    label.append(input, said);
    set.append(label);
    return input;
  });
  const other = element("input");
  Object.assign(other, { type: "text", maxLength: 20_000, placeholder: text("else"), autocomplete: "off" });
  other.setAttribute("aria-label", text("else_label"));
  set.append(other);
  set.addEventListener("change", (event) => {
    if (!many && event.target.type === "radio") {
      other.value = "";
    }
    onChange();
  });
  other.addEventListener("input", () => {
    if (!many && other.value.trim()) {
      options.forEach((option) => (option.checked = false));
    }
    onChange();
  });
  const chosen = () => [...options.filter(({ checked }) => checked).map(({ value }) => value), other.value.trim()];
  return [set, () => [question.question, chosen().filter(Boolean).join(", ")]];
}

// The questions of one card; `onSend` gets the answers by question.
export function toQuestions(asked, onSend, onSkip) {
  const form = element("form", "questions");
  const send = button("go", text("answer"));
  const look = () => (send.disabled = !made.every(([, read]) => read()[1]));
  const questions = (Array.isArray(asked.input.questions) ? asked.input.questions : []).filter((each) => each?.question);
  const made = questions.map((each, place) => toQuestion(each, place, asked.approval, () => look()));
  form.append(...made.map(([set]) => set));
  const line = element("div", "answers");
  const skip = button("", text("skip"), onSkip);
  skip.title = text("skip_about");
  line.append(send, skip);
  form.append(line);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!send.disabled) {
      onSend(Object.fromEntries(made.map(([, read]) => read())));
    }
  });
  look();
  return form;
}
