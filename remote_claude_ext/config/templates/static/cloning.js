// How far the clone of a repository is, as a line of words.
import { text } from "./words.js";

const lang = document.documentElement.lang;
const share = new Intl.NumberFormat(lang, { style: "percent" });
const UNITS = ["KiB", "MiB", "GiB"];

function toSize(bytes) {
  const step = Math.min(UNITS.length, Math.max(1, Math.floor(Math.log2(bytes || 1) / 10)));
  const count = bytes / 1024 ** step;
  const digits = { maximumFractionDigits: count < 10 ? 1 : 0 };
  return `${new Intl.NumberFormat(lang, digits).format(count)} ${UNITS[step - 1]}`;
}

// `cloning` is what the hub says of it; nothing before git has said a word.
export function toCloningText(cloning) {
  if (!cloning) {
    return "";
  }
  const { phase, percent, bytes } = cloning;
  const size = bytes ? `, ${toSize(bytes)}` : "";
  return text(`clone_${phase}`, { share: share.format(percent / 100) + size });
}
