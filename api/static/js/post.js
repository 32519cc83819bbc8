// Sending one message to the assistant, and fetching what a page does not have yet.

const TIMEOUT_MS = 20_000;
const STILL_RUNNING = 409;
const STILL_RUNNING_TRIES = 4;

/** The message was understood and refused: it must be changed before it is sent again. */
export class Refused extends Error {}

/** The message may not have arrived. `why` is offline, slow, failed or signed-out. */
export class NotSent extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

const meta = () => document.querySelector("meta[name=csrf-token]");
const pause = (ms) => new Promise((done) => window.setTimeout(done, ms));

async function reach(url, options = {}) {
  try {
    return await fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw new NotSent(error.name === "TimeoutError" ? "slow" : "offline");
  }
}

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector("[data-conversation]");
}

async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return { code: "", detail: "", errors: [] };
  }
}

/** Take over the token of a session begun in another tab, if it is the same reader's. */
async function renewToken(reader) {
  const response = await reach("/portal/status", { headers: { Accept: "application/json" } });
  if (!response.ok) return false;
  const status = await response.json();
  if (status.reader !== reader || !status.csrf_token) return false;
  meta().content = status.csrf_token;
  return true;
}

function once(entry, after) {
  return reach("/portal/messages", {
    method: "POST",
    headers: {
      Accept: "text/html, application/problem+json",
      "Content-Type": "application/json",
      "Idempotency-Key": entry.key,
      "X-CSRF-Token": meta()?.content ?? "",
    },
    body: JSON.stringify({
      conversation_id: entry.conversation || null,
      text: entry.text,
      payload: entry.payload,
      after,
    }),
  });
}

/** Send an entry; return the element that holds every message after `after`. */
export async function post(entry, after, reader) {
  let renewed = false;
  for (let tries = 1; ; tries += 1) {
    const response = await once(entry, after);
    if (response.ok) {
      const fragment = parsed(await response.text().catch(() => ""));
      if (!fragment) throw new NotSent("failed");
      return fragment;
    }
    const problem = await problemOf(response);
    if (response.status === STILL_RUNNING && tries < STILL_RUNNING_TRIES) {
      await pause(1000 * tries);
    } else if (problem.code === "csrf" && !renewed && (await renewToken(reader))) {
      renewed = true;
    } else {
      throw verdict(response.status, problem);
    }
  }
}

function verdict(status, problem) {
  if (status === 401 || problem.code === "csrf") return new NotSent("signed-out");
  if (status >= 500 || status === STILL_RUNNING || !problem.detail) return new NotSent("failed");
  return new Refused(problem.errors?.[0]?.message ?? problem.detail);
}

/** Return the element that holds every message of the conversation after `after`, or null. */
export async function fetchAfter(conversation, after) {
  const query = new URLSearchParams({ conversation_id: conversation, after: String(after) });
  const response = await reach(`/portal/messages?${query}`);
  return response.ok ? parsed(await response.text()) : null;
}
