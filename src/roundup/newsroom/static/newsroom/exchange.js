// The result of a press replaces parts of the page in place: the bar, the list, the checks, and the open sheet.
"use strict";

(() => {
  if (!document.getElementById("workbench") || !window.htmx) return;
  const { typing } = globalThis;
  const openSheet = (name) => htmx.ajax("GET", `?sheet=${name}`, { target: "#sheet", swap: "outerHTML" });
  window.roundupSheet = async (name) => {
    if (document.getElementById("open-sheet")?.value !== name) await openSheet(name);
  };
  // Another sheet opens only when the words typed in this one are saved.
  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.target?.id !== "sheet" || !typing.hasUnsaved()) return;
    event.preventDefault();
    typing.flush().then((isSaved) => (isSaved ? event.detail.issueRequest(true) : typing.showReason()));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.activeElement.closest("#sheet")) return;
    document.querySelector("[data-close-sheet]")?.click();
  });

  // Each exchange brings the open sheet as it is now; the words typed in the sheet on the page stay.
  // A sheet that was asked for in the meantime will take its place, and would be lost if that place were replaced.
  let scrolled = null;
  let sheetsAsked = 0;
  document.addEventListener("htmx:beforeSend", (event) => { sheetsAsked += event.detail.target?.id === "sheet"; });
  document.addEventListener("htmx:afterRequest", (event) => { sheetsAsked -= event.detail.target?.id === "sheet"; });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target.id !== "sheet") return;
    if (sheetsAsked) {
      event.detail.shouldSwap = false;
      return;
    }
    const fresh = fragment.querySelector("#sheet");
    if (globalThis.openSheet.follow(target, fresh, typing)) event.detail.shouldSwap = false;
    else scrolled = target.scrollTop;
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id !== "sheet" || scrolled === null) return;
    document.getElementById("sheet").scrollTop = scrolled;
    scrolled = null;
  });
  // A part that was kept only because somebody was in it is brought up to date once they leave it.
  document.addEventListener("focusout", (event) => {
    const part = event.target.closest?.("[data-sheet-part]:has([data-moved-on])");
    if (!part || part.contains(event.relatedTarget) || typing.hasTyped(part)) return;
    openSheet(document.getElementById("open-sheet").value);
  });

  // htmx finds the places of an answer from the form that asked. If another answer has taken that form out of the page
  // in the meantime, the form comes back, hidden, until its own answer is in place.
  const asking = document.createElement("div");
  asking.hidden = true;
  document.getElementById("main").append(asking);
  document.addEventListener("htmx:beforeSend", ({ detail: { elt } }) => {
    elt.addEventListener("htmx:beforeOnLoad", () => { if (!elt.isConnected) asking.append(elt); }, { once: true });
    elt.addEventListener("htmx:afterOnLoad", () => { if (elt.parentNode === asking) elt.remove(); }, { once: true });
  });

  // An exchange keeps the focus, and tells the forms outside of it which state they are for.
  let focused = [];
  let unfolded = [];
  document.addEventListener("htmx:beforeSwap", () => {
    const folds = document.querySelectorAll("details[id][open]:is(#rest *, #preflight *, #bar-approve *)");
    unfolded = [...folds].map((fold) => fold.id);
  });
  document.addEventListener("htmx:beforeRequest", () => {
    const active = document.activeElement;
    // Another request may begin while a part is out of the page. Then nothing has the focus, and `focused` stays.
    if (active === document.body) return;
    const row = active.closest?.("li.story")?.querySelector("[data-pick]");
    // If a story leaves the list, its neighbour gets the focus; if "Undo" was pressed, "Redo" does.
    const picks = [...document.querySelectorAll("li.story [data-pick]")];
    const beside = row && [1, -1].map((step) => picks[picks.indexOf(row) + step]?.id);
    const redo = active.closest?.("#messages") && "redo";
    // A sheet that closes gives the focus back to the story whose sheet it was.
    const isInSheet = active.closest?.("#sheet");
    const opener = isInSheet && document.getElementById("open-sheet").value.replace("story-", "pick-");
    const panel = active.closest?.("details.pop")?.querySelector("summary").id;
    // If a part of the sheet is exchanged, its heading gets the focus.
    const heading = active.closest?.("[data-always-fresh]")?.querySelector("h3").id;
    focused = [row?.id || active.id, ...(beside ?? []), redo, heading, opener, panel, isInSheet && "sheet-title"];
  });
  document.addEventListener("pointerdown", () => { focused = []; }, true);
  const handOn = () => {
    if (document.activeElement !== document.body) return;
    focused.filter(Boolean).map((id) => document.getElementById(id)).find((each) => each?.checkVisibility())?.focus();
  };
  // If a key opened the sheet, the focus moves into it; a mouse has no place to lose.
  document.addEventListener("click", (event) => {
    if (event.detail || !event.target.closest("[data-pick]")) return;
    document.addEventListener("htmx:afterSettle", () => document.getElementById("sheet-title").focus(), { once: true });
  });
  document.addEventListener("htmx:afterSettle", () => {
    const list = document.getElementById("list");
    for (const input of document.querySelectorAll("input[data-order]")) input.value = list.dataset.order;
    for (const input of document.querySelectorAll("input[data-revision]")) input.value = document.getElementById("revision-now").dataset.revisionNow;
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    handOn();
  });
  document.addEventListener("htmx:afterSwap", handOn);
  // A link to a field, or to a part of a sheet, opens that sheet and moves the focus there.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("#preflight-part a[href*='sheet='], a[data-opens-sheet]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const to = new URL(link.href);
    await window.roundupSheet(to.searchParams.get("sheet"));
    document.dispatchEvent(new CustomEvent("sheet-opened"));
    const field = document.getElementById(to.hash.slice(1));
    field?.scrollIntoView({ block: "center" });
    field?.focus();
  });
  // The findings do not change while somebody types among them, but are checked again afterwards. Changed ticks stay.
  let ticked = [];
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id !== "preflight-part") return;
    for (const [id, checked] of ticked) {
      const box = document.getElementById(id);
      if (box) box.checked = checked;
    }
    ticked = [];
  });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target } = event.detail;
    if (target.id !== "preflight-part") return;
    ticked = [...target.querySelectorAll("input[type=checkbox][id]")].filter((each) => each.checked !== each.defaultChecked).map((each) => [each.id, each.checked]);
    if (typing.hasTyped(target) || target.querySelector("input:not([type=checkbox]):focus")) event.detail.shouldSwap = false;
  });
  document.addEventListener("focusout", (event) => {
    const part = event.target.closest("#preflight-part");
    if (part && event.target.matches("input:not([type=checkbox])")) setTimeout(() => htmx.trigger(part, "look-again"), 400);
  });
  document.body.addEventListener("letter-changed", (event) => {
    const search = document.querySelector("#rest[open] form[role=search]");
    if (search && !event.detail.about.startsWith("block:")) htmx.trigger(search, "look-again");
  });

  // Only the current letter is approved: the button waits until the words are saved and the checks have seen it.
  const checks = document.getElementById("preflight-part");
  const RETRY = 3000;
  let isUnchecked = false;
  // How often the letter has changed, in all, and before the last request for checks, which are about that letter.
  let changes = 0;
  let asked = 0;
  let isUnanswered = false;
  let isWanted = false;
  let later = 0;
  const shutApprove = () => {
    const isShut = typing.hasUnsaved() || isUnchecked;
    document.querySelector("#approve > summary")?.setAttribute("aria-disabled", String(isShut));
    for (const button of document.querySelectorAll("#bar-approve button")) {
      if (isShut && !button.disabled) button.disabled = button.toggleAttribute("data-shut", true);
      else if (!isShut && button.hasAttribute("data-shut")) button.disabled = button.toggleAttribute("data-shut", false);
    }
    if (isShut || !isWanted) return;
    isWanted = false;
    const panel = document.getElementById("approve");
    if (panel) panel.open = true;
    else document.querySelector("#bar-approve button")?.focus();
  };
  const shutSummary = (event) => event.target.closest?.("#approve > summary[aria-disabled=true]");
  document.addEventListener("click", (event) => {
    if (!shutSummary(event)) return;
    event.preventDefault();
    // Somebody who presses before the checks are over need not press again.
    isWanted = true;
    if (!typing.hasUnsaved()) return;
    typing.flush().then((isSaved) => {
      if (isSaved) return;
      isWanted = false;
      typing.showReason();
    });
  });
  for (const name of ["words-told", "htmx:afterSettle"]) document.addEventListener(name, shutApprove);
  document.body.addEventListener("letter-changed", () => {
    changes += 1;
    isUnchecked = true;
    shutApprove();
  });
  // Checks that could not be made are made once the server answers again.
  const lookAgain = () => { if (isUnchecked) htmx.trigger(checks, "look-again"); };
  window.addEventListener("online", lookAgain);
  document.addEventListener("htmx:beforeSend", (event) => { if (event.detail.elt === checks) asked = changes; });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== checks) return;
    const wasUnanswered = isUnanswered;
    isUnanswered = !event.detail.successful;
    if (!isUnanswered) isUnchecked = asked !== changes;
    clearTimeout(later);
    if (isUnanswered) later = setTimeout(lookAgain, RETRY);
    if ((isUnanswered || wasUnanswered) && !typing.hasUnsaved()) typing.tell(isUnanswered ? "Unchecked" : "Saved", isUnanswered);
    shutApprove();
  });

  // A request for the changes of others says what this page shows. During a drag it is left out until the next time.
  document.addEventListener("htmx:configRequest", (event) => {
    // Every press says which sheet is open, so that the answer brings that sheet up to date, too.
    if (event.detail.verb === "post") event.detail.parameters.sheet ??= document.getElementById("open-sheet").value;
    if (event.detail.elt.id !== "others") return;
    if (document.querySelector(".is-dragged")) event.preventDefault();
    event.detail.parameters.revision = document.getElementById("revision-now").dataset.revisionNow;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "sheet") document.getElementById("sheet-title")?.scrollIntoView({ block: "nearest" });
  });
  // Words that wait in this browser for another sheet open that sheet, and are saved.
  const [name] = new URLSearchParams(location.search).has("sheet") ? [] : typing.waiting();
  if (name && !document.querySelector(`form[data-kept="${name}"]`)) openSheet(name);
})();
