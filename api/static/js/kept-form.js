// A form whose text is kept in this browser until it has been sent: form[data-kept=NAME].
// The page that comes after says so with [data-kept-done=NAME].
import { Kept } from "./unsent.js";

const reader = document.body.dataset.reader;

for (const done of document.querySelectorAll("[data-kept-done]")) {
  new Kept(reader, done.dataset.keptDone).forget();
}
for (const form of document.querySelectorAll("form[data-kept]")) keep(form);

// A box that has text is filled only where its form says which text it showed (base-NAME, beside
// answer-NAME), and that is still the one over which this was typed.
function keep(form) {
  const kept = new Kept(reader, form.dataset.kept);
  const fields = [...form.querySelectorAll("textarea")];
  const values = kept.read();
  for (const field of fields) {
    if (!values[field.name]) continue;
    const base = baseOf(field);
    if (base ? values[base.name] !== base.value : field.value) continue;
    field.value = values[field.name];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.addEventListener("input", () => {
    const named = [...fields, ...fields.map(baseOf).filter(Boolean)];
    kept.write(Object.fromEntries(named.map((field) => [field.name, field.value])));
  });
}

function baseOf(field) {
  if (!field.name.startsWith("answer-")) return null;
  return field.form.elements.namedItem(field.name.replace("answer-", "base-"));
}
