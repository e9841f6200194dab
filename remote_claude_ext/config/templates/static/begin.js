// A new session: made, started, and on the way to where it is to be seen.
import * as api from "./api.js";
import { toStart } from "./note.js";

// How long a start may take before it gets a page of its own; a quicker one would only flash up.
const SOON_MS = 1500;

// An error has the name of the session, where there is one all the same.
export async function begin(wanted) {
  const { name, url } = await api.create(wanted);
  const started = api.start(name).then(
    () => true,
    (error) => {
      throw Object.assign(error, { session: name });
    },
  );
  started.catch(() => {}); // later than soon the page of the start tells it
  const soon = new Promise((resolve) => setTimeout(resolve, SOON_MS, false));
  if (await Promise.race([started, soon])) {
    window.location.assign(url);
  } else {
    toStart(name, { isNew: true });
  }
}
