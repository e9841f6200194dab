// What was typed on the start page, kept by this tab: a draft, and a message that was handed in.
const MOST = 100_000;
export { MOST };

function read(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

// Whether it is kept: storage may be full or forbidden.
function write(key, value) {
  try {
    if (value) {
      sessionStorage.setItem(key, value);
    } else {
      sessionStorage.removeItem(key);
    }
    return true;
  } catch {
    return false;
  }
}

function uuid() {
  // crypto.randomUUID is missing where a hub is reached by plain HTTP.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// `id` is `<user>/<session>`; the desktop reads the same key.
export class Kept {
  constructor(id) {
    this.draftKey = `remote-claude:start-draft:${id}`;
    this.promptKey = `remote-claude:prompt:${id}`;
  }

  get draft() {
    return read(this.draftKey) ?? "";
  }

  set draft(text) {
    write(this.draftKey, text);
  }

  // The text that waits for the session; null where none was handed in.
  get handed() {
    try {
      const { text, client_id } = JSON.parse(read(this.promptKey) ?? "{}");
      return client_id ? text : null;
    } catch {
      return null;
    }
  }

  handIn(text) {
    this.draft = "";
    return write(this.promptKey, JSON.stringify({ text, client_id: uuid() }));
  }

  // Not to be sent: it stands in the box of the desktop.
  handOver(text) {
    this.draft = "";
    return write(this.promptKey, JSON.stringify({ text }));
  }

  takeBack() {
    this.draft = this.handed ?? "";
    write(this.promptKey, "");
  }
}
