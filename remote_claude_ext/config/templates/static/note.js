// The note that a person asked for a start: a link from elsewhere cannot leave it.
const page = document.getElementById("page").dataset;
const NOTE = "remote-claude:start";

// Go to the start page; with `isNew` it starts the session, and opens it at a conversation.
export function toStart(name, { isNew, conversation }) {
  if (isNew) {
    try {
      sessionStorage.setItem(NOTE, name);
    } catch {
      // Without storage the page asks with a button.
    }
  }
  const there = conversation ? `#${new URLSearchParams({ conversation })}` : "";
  window.location.assign(`${page.base}start/${encodeURIComponent(name)}${there}`);
}

// Whether the note is there for this session; it counts once.
export function takeNote(name) {
  try {
    const isThere = sessionStorage.getItem(NOTE) === name;
    sessionStorage.removeItem(NOTE);
    return isThere;
  } catch {
    return false;
  }
}
