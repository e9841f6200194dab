// Strings of the page and moments as people say them.
const texts = JSON.parse(document.getElementById("texts").textContent);
const { lang } = document.documentElement;
const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
const plural = new Intl.PluralRules(lang);
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

// Of a sentence with a count there are as many as the language has forms: `_one`, `_other`.
// `otherwise` is said where there are no words.
export function text(name, given = {}, otherwise = "") {
  const words = texts[name] ?? texts[`${name}_${plural.select(given.count)}`] ?? otherwise;
  return words.replace(/\{(\w+)\}/g, (whole, key) => given[key] ?? whole);
}

// Words that are there already are not told once more.
export function setText(node, words) {
  if (node.textContent !== words) {
    node.textContent = words;
  }
}

export function when(moment) {
  const seconds = (new Date(moment) - Date.now()) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) {
      return relative.format(Math.round(seconds / size), unit);
    }
  }
  return text("now");
}

export function secondsSince(moment) {
  return Math.max(0, Math.floor((Date.now() - new Date(moment)) / 1000));
}
