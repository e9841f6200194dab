// A box that finds a session in a long list, by words of its name or of its repository.
const MANY = 9;
const box = document.getElementById("filter");
const none = document.getElementById("none");
let rows = [];

export function filter(all) {
  rows = [...all];
  box.hidden = rows.length < MANY && box.value === "";
  apply();
}

function apply() {
  const words = box.value.trim().toLowerCase().split(/\s+/);
  for (const { node, session } of rows) {
    const said = `${session.title} ${session.repository?.url ?? ""}`.toLowerCase();
    node.hidden = !words.every((word) => said.includes(word));
  }
  none.hidden = rows.length === 0 || rows.some(({ node }) => !node.hidden);
}

box.addEventListener("input", apply);
