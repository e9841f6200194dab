// What the form for a new session asks for.
const value = (id) => document.getElementById(id)?.value.trim();

export function toWish() {
  return { title: value("new-title"), size: value("new-size"), repository: toRepository() };
}

// Undefined, and so not sent, where no address is given.
function toRepository() {
  const [url, branch, folder, token] = ["url", "branch", "folder", "token"].map((name) =>
    value(`new-${name}`),
  );
  const shallow = document.getElementById("new-shallow").checked;
  return url ? { url, branch, folder, token, shallow } : undefined;
}
