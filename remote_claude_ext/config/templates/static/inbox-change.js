// A change to a file as lines that go and lines that come; nothing of it is ever read as HTML.
import { element } from "./elements.js";
import { text } from "./words.js";

const KINDS = { "-": "gone", "+": "come", " ": "same" };
const SIGNS = { "-": "−", "+": "+", " ": " " };
// What of the input the lines say already.
const SAID = { Write: ["content"], Edit: ["old_string", "new_string"], MultiEdit: ["edits"] };

function doesOf(tool, everywhere) {
  if (tool === "Write") {
    return text("write_file");
  }
  return text(everywhere ? "change_everywhere" : "change_file");
}

// The sentence above the lines, the lines, and the fields that neither of them says.
export function toChange({ tool, input, change, cwd }, words) {
  const { file_path: path, replace_all: everywhere, ...rest } = input;
  const lines = change.flatMap((place, at) => [...(at > 0 ? [null] : []), ...(place === "" ? [] : place.split("\n"))]);
  const count = (sign) => lines.filter((line) => line?.startsWith(sign)).length;
  const [come, gone] = [count("+"), count("-")];
  const head = element("p", "does", `${doesOf(tool, everywhere === true)} `);
  head.append(element("code", "path", words(toRelative(path, cwd))), " ", toCount(come, gone));
  const shown = element("div", "change");
  shown.tabIndex = 0;
  shown.setAttribute("role", "group");
  shown.setAttribute("aria-label", text("change"));
  const inner = element("div", "change-lines");
  inner.append(...lines.map((line) => toLine(line, words)));
  shown.append(inner);
  const others = Object.entries(rest).filter(([name]) => !SAID[tool]?.includes(name));
  if (everywhere !== undefined && typeof everywhere !== "boolean") {
    others.push(["replace_all", everywhere]);
  }
  return [[head, ...(lines.length > 0 ? [shown] : [])], others];
}

// As the panel shows it; the folder stands below.
function toRelative(path, cwd) {
  return typeof path === "string" && path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : (path ?? "");
}

function toCount(come, gone) {
  const made = element("span", "count");
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", `${text("lines_come", { count: come })}, ${text("lines_gone", { count: gone })}`);
  if (come > 0) {
    made.append(element("span", "come", `+${come}`));
  }
  if (gone > 0) {
    made.append(element("span", "gone", `−${gone}`));
  }
  return made;
}

function toLine(line, words) {
  if (line === null) {
    return element("div", "quiet", "⋯");
  }
  const made = element("div", KINDS[line[0]] ?? "same");
  made.append(element("span", "sign", SIGNS[line[0]] ?? ""), words(line.slice(1)));
  return made;
}
