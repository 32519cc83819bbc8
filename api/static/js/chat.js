// The conversation page: sends without a reload, keeps what was not sent, shows what arrives.
import { NotSent, Refused, fetchAfter, post } from "./post.js";
import { Unsent, forgetConversation } from "./unsent.js";

const LISTEN_AGAIN_MS = 30_000;
const COUNT_FROM = 0.9; // the part of the limit from which the count is shown

const by = (id) => document.getElementById(id);
const chat = by("chat");
const log = by("log");
const form = by("ask");
const box = by("text");
const words = by("words").dataset;
const maxChars = Number(box.dataset.maxChars);
const reader = document.body.dataset.reader;
const unsent = new Unsent(reader);
const bubbles = new Map();

let busy = false;
let behind = false;
let source = null;

const conversation = () => chat.dataset.conversation;
const chars = (text) => [...text].length;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function lastId() {
  const shown = [...log.querySelectorAll("[data-message]")];
  return Math.max(0, ...shown.map((message) => Number(message.dataset.message)));
}

// ---- what is shown

/** Append the messages that are not there yet; return them. */
function show(fragment) {
  const fresh = [...fragment.querySelectorAll("[data-message]")].filter(
    (message) => !by(message.id),
  );
  log.append(...fresh);
  by("welcome")?.remove();
  if (fresh.some((message) => message.classList.contains("app-message--hub"))) {
    document.dispatchEvent(new CustomEvent("prevention:answer"));
  }
  return fresh;
}

function reveal(message) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  message?.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

function setBusy(value) {
  busy = value;
  box.readOnly = value;
  by("status").textContent = value ? words.looking : "";
  chat.classList.toggle("app-busy", value);
  for (const button of chat.querySelectorAll("button")) {
    button.setAttribute("aria-disabled", String(value));
  }
}

function showError(message) {
  by("text-error-words").textContent = message;
  by("text-error").hidden = !message;
  by("ask-group").classList.toggle("govuk-form-group--error", Boolean(message));
  box.classList.toggle("govuk-textarea--error", Boolean(message));
  if (message) {
    box.setAttribute("aria-invalid", "true");
    box.focus();
  } else {
    box.removeAttribute("aria-invalid");
  }
}

function showCount() {
  const left = maxChars - chars(box.value);
  const count = by("text-count");
  if (left < 0) count.textContent = fill(words.over, { over: -left });
  else if (left < maxChars * (1 - COUNT_FROM)) count.textContent = fill(words.left, { left });
  else count.textContent = fill(words.limit, { max: maxChars.toLocaleString("en-GB") });
  count.classList.toggle("app-ask__count--over", left < 0);
}

// ---- what was not sent

function showUnsent(entry, why) {
  bubbles.get(entry.key)?.remove();
  const bubble = by("unsent-template").content.firstElementChild.cloneNode(true);
  bubble.querySelector("[data-words]").textContent = entry.label ?? entry.text;
  bubble.querySelector("[data-why]").textContent = words[why];
  const signIn = bubble.querySelector("[data-sign-in]");
  signIn.hidden = why !== "signedOut";
  signIn.href = `/sign-in?back=${encodeURIComponent(window.location.pathname)}`;
  bubble.querySelector("[data-edit]").hidden = Boolean(entry.payload);
  bubble.querySelector("[data-retry]").addEventListener("click", () => send(entry));
  bubble.querySelector("[data-edit]").addEventListener("click", () => edit(entry));
  bubble.querySelector("[data-discard]").addEventListener("click", () => discard(entry));
  by("unsent").append(bubble);
  bubbles.set(entry.key, bubble);
  return bubble;
}

function forget(entry) {
  unsent.drop(entry.key);
  bubbles.get(entry.key)?.remove();
  bubbles.delete(entry.key);
}

function discard(entry) {
  if (busy) return;
  forget(entry);
  box.focus();
}

function edit(entry) {
  if (busy) return;
  box.value = box.value.trim() ? `${box.value}\n${entry.text}` : entry.text;
  discard(entry);
  typed();
}

// ---- sending

async function send(entry) {
  if (busy) return;
  showError("");
  unsent.keep(entry); // before it leaves, so that nothing can lose it
  setBusy(true);
  try {
    received(entry, await post(entry, lastId(), reader));
  } catch (error) {
    if (error instanceof Refused) refused(entry, error.message);
    else if (error instanceof NotSent) failed(entry, error.why);
    else throw error;
  } finally {
    setBusy(false);
    if (behind) catchUp();
  }
}

function received(entry, fragment) {
  settle(entry);
  adopt(fragment.dataset.conversation);
  const fresh = show(fragment);
  reveal(fresh[0]);
  if (entry.payload) fresh.at(-1)?.focus({ preventScroll: true });
  else box.focus({ preventScroll: true });
}

/** The message is with the assistant: forget it here, and empty the box that still holds it. */
function settle(entry) {
  forget(entry);
  if (entry.fromBox) empty();
}

function empty() {
  box.value = "";
  typed();
}

function refused(entry, message) {
  const bubble = bubbles.get(entry.key);
  if (bubble) {
    bubble.querySelector("[data-why]").textContent = message;
    return;
  }
  unsent.drop(entry.key);
  showError(message);
}

function failed(entry, why) {
  const kept = { ...entry, fromBox: false };
  unsent.keep(kept);
  if (entry.fromBox) empty();
  const bubble = showUnsent(kept, why === "signed-out" ? "signedOut" : why);
  window.setTimeout(() => { by("status").textContent = words.notSent; });
  bubble.querySelector("[data-retry]").focus();
}

function sendTyped() {
  const text = box.value;
  const over = chars(text) - maxChars;
  if (!text.trim()) showError(words.empty);
  else if (over > 0) showError(fill(words.tooLong, { over }));
  else send(makeEntry({ text, fromBox: true }));
}

function makeEntry(parts) {
  const fixed = { key: crypto.randomUUID(), conversation: conversation(), at: Date.now() };
  return { text: "", payload: null, label: null, fromBox: false, ...fixed, ...parts };
}

/**
 * The first answer of a new conversation names it: remember that in the page and its address.
 * An answer from another conversation means that this one was deleted: begin afresh.
 */
function adopt(id) {
  if (conversation() === id) return;
  if (conversation()) startAfresh();
  unsent.keepDraft(conversation(), "");
  chat.dataset.conversation = id;
  for (const entry of unsent.of("")) {
    forget(entry);
    const moved = makeEntry({ text: entry.text });
    unsent.keep(moved);
    showUnsent(moved, "kept");
  }
  window.history.replaceState(null, "", `/conversations/${id}`);
  by("new-conversation").hidden = false;
  by("delete-conversation").hidden = false;
  by("delete-conversation").href = `/conversations/${id}/delete`;
  listen();
}

function startAfresh() {
  for (const entry of unsent.of(conversation())) forget(entry);
  forgetConversation(reader, conversation());
  for (const link of document.querySelectorAll(`a[href="/conversations/${conversation()}"]`)) {
    link.closest("li")?.remove();
  }
  log.replaceChildren();
}

// ---- what arrives by itself

async function catchUp() {
  if (busy) {
    behind = true;
    return;
  }
  behind = false;
  const asked = conversation();
  const fragment = await fetchAfter(asked, lastId()).catch(() => null);
  if (!fragment || asked !== conversation()) return;
  if (busy) behind = true;
  else show(fragment);
}

// One open stream a visible page: a browser allows few connections to one place.
function listen() {
  source?.close();
  source = null;
  if (!conversation() || document.hidden) return;
  source = new EventSource(`/v1/chat/conversations/${conversation()}/events`);
  source.addEventListener("open", catchUp);
  source.addEventListener("message", catchUp);
  const opened = source;
  opened.addEventListener("error", () => {
    const lost = opened === source && opened.readyState === EventSource.CLOSED;
    if (lost) window.setTimeout(listen, LISTEN_AGAIN_MS);
  });
}

// ---- what the officer does

function typed() {
  unsent.keepDraft(conversation(), box.value);
  showCount();
}

box.addEventListener("input", () => {
  if (!by("text-error").hidden) showError("");
  typed();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (!busy) sendTyped();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!busy) sendTyped();
});
log.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (busy || !button?.dataset.payload) return;
  send(makeEntry({ payload: button.dataset.payload, label: button.textContent.trim() }));
});
document.addEventListener("visibilitychange", listen);

// ---- when the page opens

if (!box.value) box.value = unsent.draft(conversation());
for (const entry of unsent.of(conversation())) showUnsent(entry, "kept");
for (const id of new Set(unsent.all().map((entry) => entry.conversation))) {
  if (id === conversation()) continue;
  const link = by("elsewhere-template").content.firstElementChild.cloneNode(true);
  link.querySelector("a").href = `/conversations/${id || "new"}`;
  by("unsent").append(link);
}
if (!window.location.hash) log.lastElementChild?.scrollIntoView({ block: "start" });
showCount();
listen();
chat.dataset.ready = "yes";
