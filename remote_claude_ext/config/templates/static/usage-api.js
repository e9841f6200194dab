// Calls of the hub service with the login cookie; only this page knows the token that goes along.
export class SignedOut extends Error {}
export class Unreachable extends Error {}

const page = document.getElementById("page").dataset;

export async function call(path, { method = "GET", body, signal } = {}) {
  let response;
  try {
    response = await fetch(page.api + path, {
      method,
      headers: { "X-XSRFToken": page.xsrf },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: "error",
      signal: signal ?? null,
    });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Unreachable();
  }
  if (response.status === 403) {
    throw new SignedOut();
  }
  if (response.status >= 502) {
    throw new Unreachable();
  }
  if (!response.ok) {
    const told = await response.json().catch(() => ({}));
    const { message = response.statusText, remedy = "", code = "", details = {} } = told.error ?? {};
    throw Object.assign(new Error(`${message} ${remedy}`.trim()), { code, details });
  }
  return response;
}

export async function read(path, signal) {
  return (await call(path, { signal })).json();
}
