// Messages that were typed and not yet stored by the assistant, kept in this browser.
// A message is kept from before it is sent until the assistant has answered for it.

const PREFIX = "prevention:";
const KEPT_MS = 24 * 60 * 60 * 1000; // as long as the server keeps an Idempotency-Key

/** What the browser's storage would be, for a browser that has none. */
const memory = new Map();

function read(name) {
  try {
    return window.localStorage.getItem(name);
  } catch {
    return memory.get(name) ?? null;
  }
}

function write(name, value) {
  try {
    if (value) window.localStorage.setItem(name, value);
    else window.localStorage.removeItem(name);
  } catch {
    if (value) memory.set(name, value);
    else memory.delete(name);
  }
}

function names() {
  try {
    return Object.keys(window.localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [...memory.keys()];
  }
}

/** Whether anyone's unsent message is kept in this browser. */
export function anyUnsent() {
  return names().some((name) => name.startsWith(`${PREFIX}unsent:`));
}

/** Delete everything that was kept. */
export function forgetAll() {
  for (const name of names()) write(name, "");
}

/** Delete what was kept of one conversation that is deleted. */
export function forgetConversation(reader, conversation) {
  const unsent = new Unsent(reader);
  for (const entry of unsent.of(conversation)) unsent.drop(entry.key);
  unsent.keepDraft(conversation, "");
  new Kept(reader, `request-${conversation}`).forget();
}

/**
 * The unsent messages and drafts of one reader.
 * An entry is { key, conversation, text, payload, label, at }; `key` is its Idempotency-Key and
 * `conversation` is "" before the first answer.
 */
export class Unsent {
  constructor(reader) {
    this.name = `${PREFIX}unsent:${reader}`;
    this.drafts = `${PREFIX}draft:${reader}:`;
  }

  all() {
    let rows = [];
    try {
      rows = JSON.parse(read(this.name) ?? "[]");
    } catch {
      // written by something else: as good as nothing
    }
    return rows.filter((row) => Date.now() - row.at < KEPT_MS);
  }

  of(conversation) {
    return this.all().filter((row) => row.conversation === conversation);
  }

  keep(entry) {
    this.#store([...this.all().filter((row) => row.key !== entry.key), entry]);
  }

  drop(key) {
    this.#store(this.all().filter((row) => row.key !== key));
  }

  #store(rows) {
    write(this.name, rows.length ? JSON.stringify(rows) : "");
  }

  draft(conversation) {
    return read(this.drafts + conversation) ?? "";
  }

  keepDraft(conversation, text) {
    write(this.drafts + conversation, text);
  }
}

/** The text of one form of one reader, by field name. */
export class Kept {
  constructor(reader, form) {
    this.name = `${PREFIX}form:${reader}:${form}`;
  }

  read() {
    try {
      return JSON.parse(read(this.name) ?? "{}");
    } catch {
      return {};
    }
  }

  write(values) {
    write(this.name, JSON.stringify(values));
  }

  forget() {
    write(this.name, "");
  }
}
