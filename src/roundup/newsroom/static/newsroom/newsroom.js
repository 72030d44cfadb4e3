// What makes the newsroom's pages handier. Every page works without it.
"use strict";

// How long a text has become, beside its field.
for (const field of document.querySelectorAll("[data-most]")) {
  const most = Number(field.dataset.most);
  const count = document.createElement("span");
  count.className = "count";
  const tell = () => {
    const length = Array.from(field.value).length;
    count.textContent = `${length} characters; up to ${most} read well.`;
    count.classList.toggle("over", length > most);
  };
  field.insertAdjacentElement("afterend", count);
  field.addEventListener("input", tell);
  tell();
}

// Words that were typed and not saved are not lost to a press on another button.
const unsaved = new Set();
for (const form of document.querySelectorAll("form[data-keep]")) {
  form.addEventListener("input", () => unsaved.add(form));
}
let leaving = null;
document.addEventListener("submit", (event) => { leaving = event.target; });
window.addEventListener("beforeunload", (event) => {
  const lost = [...unsaved].some((form) => form !== leaving);
  leaving = null;
  if (lost) event.preventDefault();
});

// The proof's views change without loading the page anew.
const frame = document.querySelector("iframe.frame");
const tabs = document.querySelectorAll(".tabs a[data-frame]");
for (const tab of tabs) {
  tab.addEventListener("click", (event) => {
    if (!frame || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    frame.className = `frame ${tab.dataset.look}`;
    frame.contentWindow.location.replace(tab.dataset.frame);
    frame.title = tab.dataset.title;
    for (const other of tabs) other.removeAttribute("aria-current");
    tab.setAttribute("aria-current", "page");
  });
}

// A mailing on its way tells how far it has got.
const progress = document.querySelector("[data-progress]");
if (progress) {
  const look = async () => {
    try {
      const answer = await fetch(progress.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const found = await answer.json();
      if (found.stage !== progress.dataset.stage) return location.reload();
      progress.querySelector("progress").value = found.done;
      progress.querySelector("progress").max = found.all;
      progress.querySelector("[data-words]").textContent = found.words;
    } catch {
      progress.querySelector("[data-words]").textContent = "No answer from the newsroom; trying again …";
    }
    setTimeout(look, 3000);
  };
  setTimeout(look, 3000);
}
