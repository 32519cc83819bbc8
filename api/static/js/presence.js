// Who else looks at a ticket now: said while the page is open and in sight, and when it is left.
const BEAT_MS = 20_000;
const place = document.querySelector("[data-presence]");
const list = place?.querySelector("[data-viewers]");
const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
const address = place && `/v1/tickets/${encodeURIComponent(place.dataset.presence)}/presence`;

function say(method, more = {}) {
  return fetch(address, {
    method,
    headers: { Accept: "application/json", "X-CSRF-Token": token },
    ...more,
  });
}

function show(viewers) {
  const lines = viewers.map(({ name, opened_at: at, now }) => {
    const time = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    return now ? `${name} is looking at this now` : `${name} opened this at ${time}`;
  });
  const shown = [...list.children].map((item) => item.textContent.trim());
  if (lines.join("\n") === shown.join("\n")) return; // nothing new is read out
  list.replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }),
  );
}

async function beat() {
  if (document.hidden) return;
  try {
    const response = await say("PUT");
    if (response.ok) show((await response.json()).items);
  } catch {
    // offline: nobody is told, and the old names stay
  }
}

if (place) {
  beat();
  window.setInterval(beat, BEAT_MS);
  document.addEventListener("visibilitychange", beat);
  window.addEventListener("pagehide", () => say("DELETE", { keepalive: true }).catch(() => {}));
}
