// The queue: one box that ticks every ticket of the page. Without script each is ticked by itself.
const whole = document.querySelector("[data-tick-all]");
const boxes = () => [...document.querySelectorAll("input[name=ref]")];

if (whole) {
  whole.closest("[hidden]")?.removeAttribute("hidden");
  whole.addEventListener("change", () => {
    for (const box of boxes()) box.checked = whole.checked;
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "ref") whole.checked = boxes().every((box) => box.checked);
  });
}
