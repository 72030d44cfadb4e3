// What is typed on an edition's page saves by itself, and nothing typed is lost on the way.
"use strict";

(() => {
  const workbench = document.getElementById("workbench");
  if (!workbench || !window.htmx) return;
  const PAUSE = 120;
  const RETRY = 3000;
  const saved = document.querySelector("[data-saved]");
  const timers = new Map();
  // Forms with words that are not saved yet, and what the one on its way was sent with.
  const dirty = new Set();
  const sent = new Map();
  let whenSaved = [];

  const isTyped = (element) => element?.matches?.("form[data-typed]");
  const fieldsOf = (form) => {
    const fields = Object.fromEntries(new FormData(form));
    delete fields.csrfmiddlewaretoken;
    return fields;
  };
  const textOf = (form) => {
    const { version, ...words } = fieldsOf(form);
    return JSON.stringify(words);
  };
  // Words wait for the person who typed them, not for whoever signs in next in this browser.
  const placeOf = (form) => `typed:${workbench.dataset.editor}:${workbench.dataset.edition}:${form.dataset.kept}`;
  const storage = (act) => {
    try {
      return act(localStorage);
    } catch {
      return null; // A private window keeps nothing; the words are still on the page.
    }
  };
  // What is told stands on its element, in the language of the newsroom.
  const tell = (what, isBad = false) => {
    saved.textContent = saved.dataset[`tell${what}`];
    saved.classList.toggle("wrong", isBad);
  };

  const save = (form) => {
    clearTimeout(timers.get(form));
    if (sent.has(form) || !form.isConnected) return;
    sent.set(form, textOf(form));
    htmx.trigger(form, "save-typed");
  };
  const settle = () => {
    if (dirty.size && !saved.classList.contains("wrong")) return;
    const waiting = whenSaved;
    whenSaved = [];
    for (const each of waiting) each(!dirty.size);
  };
  const flush = () => {
    if (!dirty.size) return Promise.resolve(true);
    tell("Saving");
    const done = new Promise((resolve) => whenSaved.push(resolve));
    for (const form of dirty) save(form);
    return done;
  };

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!isTyped(form)) return;
    dirty.add(form);
    storage((store) => store.setItem(placeOf(form), JSON.stringify(fieldsOf(form))));
    tell("Saving");
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(save, PAUSE, form));
  });
  document.addEventListener("htmx:validation:halted", (event) => {
    sent.delete(event.target);
    tell("Empty", true);
    settle();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!isTyped(form)) return;
    const words = sent.get(form);
    sent.delete(form);
    const { successful, xhr } = event.detail;
    const refused = form.querySelector("[data-refused]");
    if (successful) {
      refused.replaceChildren();
      if (textOf(form) !== words) return save(form);
      dirty.delete(form);
      storage((store) => store.removeItem(placeOf(form)));
      if (!dirty.size) tell("Saved");
    } else if (xhr.status === 409) {
      refused.innerHTML = xhr.responseText;
      tell("NotSaved", true);
    } else if (xhr.status === 0 || xhr.status >= 500) {
      tell("NoAnswer", true);
      timers.set(form, setTimeout(save, RETRY, form));
    }
    settle();
  });
  window.addEventListener("online", () => { for (const form of dirty) save(form); });
  // A page that closes sends what it still holds; what does not arrive waits in this browser.
  window.addEventListener("pagehide", () => {
    for (const form of dirty) navigator.sendBeacon(form.action, new FormData(form));
  });

  // A session that has ended asks for the password here; what was typed goes on with it.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 401) return;
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    document.body.replaceWith(document.adoptNode(page.body));
    // No form of the page before is left that a press would have to wait for.
    dirty.clear();
    document.querySelector("input[type=password]")?.focus();
  });

  // Words that an earlier page could not save are put back, and saved like others.
  const restore = (root) => {
    for (const form of root.querySelectorAll("form[data-typed]")) {
      const kept = storage((store) => JSON.parse(store.getItem(placeOf(form)) ?? "null"));
      if (!kept) continue;
      for (const field of form.elements) {
        if (field.name in kept && (field.name === "version" || !field.matches("[type=hidden], [type=radio], [type=checkbox], [type=file]"))) field.value = kept[field.name];
      }
      dirty.add(form);
      tell("Saving");
      save(form);
    }
  };

  // A press waits until what is typed is saved; the form it was in may have been exchanged meanwhile.
  const pressAgain = (form, submitter) => {
    const fresh = form.isConnected ? form : [...document.forms].find((each) => each.action === form.action);
    const button = submitter?.name
      ? fresh?.querySelector(`button[name="${submitter.name}"][value="${submitter.value}"]`)
      : null;
    // A click: of a form that is submitted otherwise, htmx sends no button.
    if (button) button.click();
    else fresh?.requestSubmit();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (isTyped(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      dirty.add(form);
      save(form);
    } else if (dirty.size) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const submitter = event.submitter;
      flush().then((isSaved) => { if (isSaved) pressAgain(form, submitter); });
    }
  }, true);

  document.addEventListener("click", (event) => {
    const mine = event.target.closest("[data-keep-mine]");
    const theirs = event.target.closest("[data-take-theirs]");
    if (!mine && !theirs) return;
    event.preventDefault();
    const form = event.target.closest("form");
    if (mine) {
      form.querySelector("input[name=version]").value = mine.dataset.keepMine;
      return save(form);
    }
    dirty.delete(form);
    storage((store) => store.removeItem(placeOf(form)));
    tell("Saved");
    openSheet(document.getElementById("open-sheet").value);
  });

  const openSheet = (name) => htmx.ajax("GET", `?sheet=${name}`, { target: "#sheet", swap: "outerHTML" });
  window.roundupSheet = async (name) => {
    if (document.getElementById("open-sheet")?.value !== name) await openSheet(name);
  };
  // Another sheet waits until what is typed in this one is saved.
  document.addEventListener("htmx:confirm", (event) => {
    if (event.detail.target?.id !== "sheet" || !dirty.size) return;
    event.preventDefault();
    flush().then((isSaved) => { if (isSaved) event.detail.issueRequest(true); });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.activeElement.closest("#sheet")) return;
    document.querySelector("[data-close-sheet]")?.click();
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
    focused = [row?.id || active.id, ...(beside ?? []), redo, opener, panel, isInSheet && "sheet-title"];
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
  // A link to a field opens its sheet, and the field has the focus.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("#preflight-part a[href*='sheet=']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const to = new URL(link.href);
    await window.roundupSheet(to.searchParams.get("sheet"));
    document.dispatchEvent(new CustomEvent("sheet-opened"));
    const field = document.getElementById(to.hash.slice(1));
    field?.scrollIntoView({ block: "center" });
    field?.focus();
  });
  // Whoever types among the findings is not disturbed: they are looked at again afterwards.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target } = event.detail;
    if (target.id === "preflight-part" && target.querySelector("input:not([type=checkbox]):focus")) event.detail.shouldSwap = false;
  });
  document.addEventListener("focusout", (event) => {
    const part = event.target.closest("#preflight-part");
    if (part && event.target.matches("input:not([type=checkbox])")) setTimeout(() => htmx.trigger(part, "look-again"), 400);
  });
  // What is approved is the letter as it is now: the button waits for the one that names it.
  document.body.addEventListener("letter-changed", (event) => {
    for (const button of document.querySelectorAll("#bar-approve button")) button.disabled = true;
    const list = document.querySelector("#rest[open] #rest-list");
    if (list && !event.detail.about.startsWith("block:")) htmx.ajax("GET", `${document.querySelector("#rest a").href}?${new URLSearchParams(new FormData(document.querySelector("#rest form[role=search]")))}`, { target: "#rest-list", swap: "outerHTML" });
  });
  // Whoever asks for what others did says what this page shows; in mid-press it waits for the next time.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "others") return;
    if (dirty.size || document.querySelector(".is-dragged")) event.preventDefault();
    event.detail.parameters.revision = document.getElementById("revision-now").dataset.revisionNow;
  });
  document.addEventListener("htmx:load", (event) => restore(event.target));
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "sheet") document.getElementById("sheet-title")?.scrollIntoView({ block: "nearest" });
  });
})();
