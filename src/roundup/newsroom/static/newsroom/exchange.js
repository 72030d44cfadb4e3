// What comes of a press is exchanged in place: the bar, the list, the checks, and the open sheet.
"use strict";

(() => {
  if (!document.getElementById("workbench") || !window.htmx) return;
  const { typing } = globalThis;
  const openSheet = (name) => htmx.ajax("GET", `?sheet=${name}`, { target: "#sheet", swap: "outerHTML" });
  window.roundupSheet = async (name) => {
    if (document.getElementById("open-sheet")?.value !== name) await openSheet(name);
  };
  // Another sheet waits until what is typed in this one is saved.
  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.target?.id !== "sheet" || !typing.hasUnsaved()) return;
    event.preventDefault();
    typing.flush().then((isSaved) => (isSaved ? event.detail.issueRequest(true) : typing.showReason()));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.activeElement.closest("#sheet")) return;
    document.querySelector("[data-close-sheet]")?.click();
  });

  // Each exchange brings the open sheet as it is now; what is typed in the one on the page stays.
  // One that was asked for meanwhile comes into its place, and would be lost if that place were replaced.
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
  // What was kept only because somebody was in it is brought up to date once they leave.
  document.addEventListener("focusout", (event) => {
    const part = event.target.closest?.("[data-sheet-part]:has([data-moved-on])");
    if (!part || part.contains(event.relatedTarget) || typing.hasTyped(part)) return;
    openSheet(document.getElementById("open-sheet").value);
  });

  // htmx looks for the places of an answer from the form that asked. If another answer took that form out of the page
  // meanwhile, it comes back, unseen, until its own answer is in place.
  const asking = document.createElement("div");
  asking.hidden = true;
  document.getElementById("main").append(asking);
  document.addEventListener("htmx:beforeSend", ({ detail: { elt } }) => {
    elt.addEventListener("htmx:beforeOnLoad", () => { if (!elt.isConnected) asking.append(elt); }, { once: true });
    elt.addEventListener("htmx:afterOnLoad", () => { if (elt.parentNode === asking) elt.remove(); }, { once: true });
  });

  // What is exchanged keeps the focus, and tells the forms outside of it which state they are for.
  let focused = [];
  let unfolded = [];
  document.addEventListener("htmx:beforeSwap", () => {
    const folds = document.querySelectorAll("details[id][open]:is(#rest *, #preflight *, #bar-approve *)");
    unfolded = [...folds].map((fold) => fold.id);
  });
  document.addEventListener("htmx:beforeRequest", () => {
    const active = document.activeElement;
    // Between what is taken out and what comes in its place, another question may begin: it knows no better.
    if (active === document.body) return;
    const row = active.closest?.("li.story")?.querySelector("[data-pick]");
    // A story that leaves the list gives the focus to its neighbour, an "Undo" that was pressed to its "Redo".
    const picks = [...document.querySelectorAll("li.story [data-pick]")];
    const beside = row && [1, -1].map((step) => picks[picks.indexOf(row) + step]?.id);
    const redo = active.closest?.("#messages") && "redo";
    // A sheet that closes gives the focus back to the story whose sheet it was.
    const isInSheet = active.closest?.("#sheet");
    const opener = isInSheet && document.getElementById("open-sheet").value.replace("story-", "pick-");
    const panel = active.closest?.("details.pop")?.querySelector("summary").id;
    // A part of the sheet that is exchanged keeps the focus at its heading.
    const heading = active.closest?.("[data-always-fresh]")?.querySelector("h3").id;
    focused = [row?.id || active.id, ...(beside ?? []), redo, heading, opener, panel, isInSheet && "sheet-title"];
  });
  document.addEventListener("pointerdown", () => { focused = []; }, true);
  const handOn = () => {
    if (document.activeElement !== document.body) return;
    focused.filter(Boolean).map((id) => document.getElementById(id)).find((each) => each?.checkVisibility())?.focus();
  };
  // Whoever opens a sheet by a key goes on in it; a mouse has no place to lose.
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
  // A link to a field, or to a part of a sheet, opens that sheet and has the focus go there.
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
  // Whoever types among the findings is not disturbed: they are looked at again afterwards. A tick that was changed stays.
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

  // What is approved is the letter as it is now: the button waits for the words, and for the checks that name it.
  const checks = document.getElementById("preflight-part");
  const RETRY = 3000;
  let isUnchecked = false;
  // How often the letter changed, in all and before the checks on their way were asked for: they are about that letter.
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
    // Whoever presses before the checks are over is not made to press again.
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
  // Checks that could not be made are made once there is an answer again.
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

  // Whoever asks for what others did says what this page shows; in mid-press it waits for the next time.
  document.addEventListener("htmx:configRequest", (event) => {
    // Every press says which sheet is open, so that this one is brought up to date with it.
    if (event.detail.verb === "post") event.detail.parameters.sheet ??= document.getElementById("open-sheet").value;
    if (event.detail.elt.id !== "others") return;
    if (document.querySelector(".is-dragged")) event.preventDefault();
    event.detail.parameters.revision = document.getElementById("revision-now").dataset.revisionNow;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "sheet") document.getElementById("sheet-title")?.scrollIntoView({ block: "nearest" });
  });
  // Words that wait in this browser for another sheet are shown where they belong, and saved.
  const [name] = new URLSearchParams(location.search).has("sheet") ? [] : typing.waiting();
  if (name && !document.querySelector(`form[data-kept="${name}"]`)) openSheet(name);
})();
