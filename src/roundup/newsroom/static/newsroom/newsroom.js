// Makes the newsroom's pages handier. Every page works without it.
"use strict";

// The words of this script are attributes of its own element, in the language of the newsroom.
const catalogue = document.currentScript.dataset;
document.documentElement.classList.add("scripted");

// Shows beside a field how long its text has become.
const countLengths = (root) => {
  for (const field of root.querySelectorAll("[data-most]")) {
    const most = Number(field.dataset.most);
    const count = document.createElement("span");
    count.className = "count";
    const tell = () => {
      const length = Array.from(field.value).length;
      count.textContent = catalogue.tellLength.replace("{length}", length).replace("{most}", most);
      count.classList.toggle("over", length > most);
    };
    field.insertAdjacentElement("afterend", count);
    field.addEventListener("input", tell);
    tell();
  }
};
countLengths(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) countLengths(event.target);
});

// In a browser that shows hours with AM and PM, the hour also stands beside its field as on the rest of the page.
if (new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hour12) {
  for (const hint of document.querySelectorAll("[data-hour-of]")) {
    const field = document.getElementById(hint.dataset.hourOf);
    const tell = () => {
      const hour = field.value.split("T")[1]?.slice(0, 5);
      hint.hidden = !hour;
      hint.textContent = hint.dataset.tellHour.replace("{hour}", hour);
    };
    field.addEventListener("input", tell);
    tell();
  }
}

// A press on another button does not lose words that are typed but not saved.
const unsaved = new Set();
for (const form of document.querySelectorAll("form[data-keep]")) {
  form.addEventListener("input", () => unsaved.add(form));
}
let leaving = null;
document.addEventListener("submit", (event) => { leaving = event.target; });
// A form is sent only once even if its button is pressed twice. Forms that are sent in place are left alone.
let sent = null;
addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (sent === event.target) event.preventDefault();
  sent = event.target;
  setTimeout(() => { sent = null; }, 2000);
});
window.addEventListener("beforeunload", (event) => {
  const lost = [...unsaved].some((form) => form !== leaving);
  leaving = null;
  if (lost) event.preventDefault();
});

// The proof's views change without reloading the page.
const frame = document.querySelector("iframe.frame:not(#letter)");
const tabs = frame ? document.querySelectorAll(".tabs a[data-frame]") : [];
for (const tab of tabs) {
  tab.addEventListener("click", (event) => {
    if (!frame || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    frame.className = `frame ${tab.dataset.look}`;
    frame.contentWindow.location.replace(tab.dataset.frame);
    frame.title = tab.dataset.tellTitle;
    for (const other of tabs) other.removeAttribute("aria-current");
    tab.setAttribute("aria-current", "page");
    sessionStorage.setItem("look", tab.dataset.look);
  });
}
// A page that is reloaded after each change keeps the chosen view.
if (tabs.length && !new URLSearchParams(location.search).has("look")) {
  const kept = sessionStorage.getItem("look");
  [...tabs].find((tab) => tab.dataset.look === kept && !tab.hasAttribute("aria-current"))?.click();
}

// The page of an approved edition reloads as soon as the edition is on its way, unless typed words are not saved.
const awaits = document.querySelector("[data-awaits]");
if (awaits) {
  const await_it = async () => {
    try {
      const answer = await fetch(awaits.dataset.awaits, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).stage !== awaits.dataset.stage && !unsaved.size) return location.reload();
    } catch {
      // The next try may find the newsroom again.
    }
    setTimeout(await_it, Number(awaits.dataset.every));
  };
  setTimeout(await_it, Number(awaits.dataset.every));
}

// Shows how far a mailing has got. A busy newsroom is asked less often.
const progress = document.querySelector("[data-progress]");
if (progress) {
  const part = (name) => progress.querySelector(`[data-${name}]`);
  const say = (sentences) => {
    const said = [...part("waits").children].map((each) => each.textContent);
    if (said.join("\n") === sentences.join("\n")) return;
    part("waits").replaceChildren(...sentences.map((sentence) => {
      const banner = document.createElement("p");
      banner.className = "banner warn";
      banner.textContent = sentence;
      return banner;
    }));
  };
  const look = async () => {
    const began = performance.now();
    try {
      const answer = await fetch(progress.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const found = await answer.json();
      if (found.stage !== progress.dataset.stage) return location.reload();
      progress.querySelector("progress").value = found.done;
      progress.querySelector("progress").max = found.all;
      part("words").textContent = found.words;
      for (const figure of progress.querySelectorAll("[data-figure]")) {
        figure.textContent = found.figures[figure.dataset.figure].toLocaleString("en");
      }
      say(found.waits);
    } catch {
      part("words").textContent = part("words").dataset.tellNoAnswer;
    }
    setTimeout(look, Math.max(3000, 10 * (performance.now() - began)));
  };
  setTimeout(look, 3000);
}

// Shows how work under way is doing, such as a look at a source, until it is done.
const renew = async () => {
  const old = document.querySelector("[data-renew]");
  if (!old) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`[aria-labelledby="${old.getAttribute("aria-labelledby")}"]`);
    // It is not replaced while somebody has the focus in it.
    if (fresh && !old.contains(document.activeElement)) old.replaceWith(fresh);
  } catch {
    // The next try may find the newsroom again.
  }
  setTimeout(renew, 3000);
};
setTimeout(renew, 3000);
