// A form whose text is kept in this browser until it has been sent: form[data-kept=NAME].
// The page that comes after says so with [data-kept-done=NAME].
import { Kept } from "./unsent.js";

const reader = document.body.dataset.reader;

for (const done of document.querySelectorAll("[data-kept-done]")) {
  new Kept(reader, done.dataset.keptDone).forget();
}
for (const form of document.querySelectorAll("form[data-kept]")) keep(form);

function keep(form) {
  const kept = new Kept(reader, form.dataset.kept);
  const fields = [...form.querySelectorAll("textarea")];
  const values = kept.read();
  for (const field of fields) {
    if (field.value || !values[field.name]) continue;
    field.value = values[field.name];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.addEventListener("input", () => {
    kept.write(Object.fromEntries(fields.map((field) => [field.name, field.value])));
  });
}
