// Makes the settings handier. Every page of them works without it.
"use strict";

// On a phone the links to the pages are one line, which is scrolled to the open page.
const ways = document.querySelector(".side ul");
const open_page = ways?.querySelector("[aria-current]");
if (open_page) ways.scrollLeft = open_page.offsetLeft - (ways.clientWidth - open_page.offsetWidth) / 2;

// A look is shown as soon as it is chosen; it is not saved yet.
const sample = document.querySelector("[data-sample]");
document.querySelector("select[name=look]")?.addEventListener("change", (event) => {
  if (sample) sample.src = `${sample.dataset.sample}&look=${encodeURIComponent(event.target.value)}`;
});

// A colour is shown as soon as it is chosen; its contrast is known once it is saved.
for (const field of document.querySelectorAll("input[type=color]")) {
  const beside = field.closest("div:has(.contrast)");
  field.addEventListener("input", () => {
    beside.querySelector("rect:last-child").setAttribute("fill", field.value);
    const words = beside.querySelector("[data-read]");
    words.textContent = words.dataset.tellUnsaved;
  });
}

// The words of the box are shown as they are typed; the snippets to paste have the saved words.
const drawn_box = document.querySelector("[data-box]");
document.querySelector("[data-box-words]")?.addEventListener("input", (event) => {
  const shown = drawn_box?.contentDocument?.querySelector(".words");
  if (shown) shown.textContent = event.target.value;
  const hint = document.querySelector(".snippets [data-tell-unsaved]");
  hint.textContent = hint.dataset.tellUnsaved;
});

for (const code of document.querySelectorAll("textarea[data-copy]")) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: code.dataset.copy });
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    code.select();
    // Without TLS, the browser gives no access to the clipboard; then the text is selected, to be copied by hand.
    await navigator.clipboard?.writeText(code.value).then(() => { button.textContent = code.dataset.copied; }, () => {});
  });
  code.after(button);
}
