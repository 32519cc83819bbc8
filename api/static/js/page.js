// Every page: GOV.UK Frontend, one submit a form, the count of unread answers, forgetting at sign-out.
import { forgetAll, forgetConversation, anyUnsent } from "./unsent.js";

const UNREAD_EVERY_MS = 60_000;

document.body.classList.add("js-enabled", "govuk-frontend-supported");

// Imported late, so that a missing file costs the menu button and nothing else.
import("/assets/govuk-frontend.min.js")
  .then(({ initAll }) => initAll())
  .catch((error) => console.warn("GOV.UK Frontend is not there", error));

// A second click sends nothing twice. Forms that a script has taken over are left to it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.hasAttribute("data-forget")) {
    const question = "A message was not sent. Sign out and lose it?";
    if (anyUnsent() && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    forgetAll();
  }
  const gone = form.dataset.forgetConversation;
  if (gone) forgetConversation(document.body.dataset.reader, gone);
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What a short form stands for is shown while it has the focus (by the style sheet alone); Escape
// takes it away without leaving the place.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.activeElement?.matches(".app-term")) {
    document.activeElement.classList.add("app-term--closed");
  }
});
document.addEventListener("focusout", (event) => {
  event.target.classList?.remove("app-term--closed");
});

// The number of answers not yet seen, in the menu.
const unread = document.getElementById("unread");

async function refreshUnread() {
  if (!unread || document.hidden) return;
  try {
    const response = await fetch("/portal/status", { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const { unread: count } = await response.json();
    unread.hidden = count === 0;
    unread.querySelector("[data-unread]").textContent = String(count);
  } catch {
    // offline: the old number stays
  }
}

if (unread) {
  window.setInterval(refreshUnread, UNREAD_EVERY_MS);
  document.addEventListener("prevention:answer", refreshUnread);
}
