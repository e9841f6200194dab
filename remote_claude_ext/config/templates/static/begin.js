// A new session: made, started, and on the way to where it is to be seen.
import * as api from "./api.js";
import { toStart } from "./note.js";

// How long a start may take before it gets a page of its own; a quicker one would only flash up.
const SOON_MS = 500;

export async function begin(wanted) {
  const { name, url } = await api.create(wanted);
  const started = api.start(name).then(() => true).catch(() => false);
  const soon = new Promise((resolve) => setTimeout(resolve, SOON_MS, false));
  if (await Promise.race([started, soon])) {
    window.location.assign(url);
  } else {
    toStart(name, { isNew: true }); // it tells what went wrong, too
  }
}
