// Calls of the hub's REST API with the login cookie; errors are sentences.
import { text } from "./words.js";
const page = document.getElementById("page").dataset;
const user = (name) => `/users/${encodeURIComponent(name)}`;
const own = user(page.user);

export class SignedOut extends Error {}
export class Unreachable extends Error {}

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`${page.base}api${path}`, {
      method,
      headers: { "X-XSRFToken": page.xsrf, "Content-Type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: "error",
      // What was asked for is done, also where the page goes on meanwhile.
      keepalive: method !== "GET",
    });
  } catch {
    throw new Unreachable();
  }
  if (response.status === 403) {
    throw new SignedOut();
  }
  if (response.status === 502 || response.status === 503) {
    throw new Unreachable();
  }
  const said = await response.text();
  const answer = said.startsWith("{") ? JSON.parse(said) : {};
  if (!response.ok) {
    const isFull = answer.message?.startsWith("Active user limit");
    throw new Error(isFull ? text("all_taken") : (answer.message ?? response.statusText));
  }
  return answer;
}

const server = (name) => `${own}/servers/${encodeURIComponent(name)}`;
const session = (name) => `${own}/sessions/${encodeURIComponent(name)}`;
const person = (name) => `/people/${encodeURIComponent(name)}`;

export const list = () => call("GET", `${own}/sessions`);
export const create = (wanted) => call("POST", `${own}/sessions`, wanted);
export const rename = (name, title) => call("PATCH", session(name), { title });
export const without = (name) => call("PATCH", session(name), { repository: null });
export const resize = (name, size) => call("PATCH", session(name), { size });
export const start = (name) => call("POST", server(name), {});
export const stop = (name) => call("DELETE", server(name));
export const remove = (name) => call("DELETE", server(name), { remove: true });
export const restore = (entry) =>
  call("POST", `${own}/deleted-sessions/${encodeURIComponent(entry)}`);
export const makeToken = (wanted) => call("POST", `${own}/tokens`, wanted);
export const revokeToken = (id) => call("DELETE", `${own}/tokens/${encodeURIComponent(id)}`);

export const people = () => call("GET", "/people");
export const addPerson = (name, wanted) => call("PUT", person(name), wanted);
export const setPassword = (name, password) => call("PUT", `${person(name)}/password`, { password });
export const setAdmin = (name, admin) => call("PATCH", person(name), { admin });
export const removePerson = (name) => call("DELETE", person(name));
export const stopFor = (name, session) =>
  call("DELETE", `${user(name)}/servers/${encodeURIComponent(session)}`);

// The steps of a start, as they happen; null when the stream ends. `onCloning` hears how far a clone is.
export function steps(progressUrl, onStep, onCloning = () => {}) {
  const source = new EventSource(`${progressUrl}?_xsrf=${encodeURIComponent(page.xsrf)}`);
  source.onmessage = (event) => {
    const { step, cloning, ready, failed } = JSON.parse(event.data);
    if (step) {
      onStep(step);
    }
    if (cloning) {
      onCloning(cloning);
    }
    if (ready || failed) {
      source.close();
      onStep(null);
    }
  };
  source.onerror = () => {
    source.close();
    onStep(null);
  };
  return source;
}
