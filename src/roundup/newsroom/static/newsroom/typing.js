// Saves words as they are typed on an edition's page, and loses none of them on the way.
"use strict";

(() => {
  const workbench = document.getElementById("workbench");
  if (!workbench || !window.htmx) return;
  const PAUSE = 120;
  const RETRY = 3000;
  const saved = document.querySelector("[data-saved]");
  const timers = new Map();
  // Forms with words that are not saved yet, and what a form on its way was sent with.
  const dirty = new Set();
  const sent = new Map();
  // Those of them that wait for the person who types, or for the network.
  const stuck = new Set();
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
  // Words wait for the person who typed them, not for the next person who signs in with this browser.
  const placeOf = (form) => `typed:${workbench.dataset.editor}:${workbench.dataset.edition}:${form.dataset.kept}`;
  const storage = (act) => {
    try {
      return act(localStorage);
    } catch {
      return null; // A private window keeps nothing; the words are still on the page.
    }
  };
  // The words to show are attributes of the element, in the language of the newsroom.
  const tell = (what, isBad = false) => {
    saved.textContent = saved.dataset[`tell${what}`];
    saved.classList.toggle("wrong", isBad);
    document.dispatchEvent(new CustomEvent("words-told"));
  };
  // A reason is put below the field in which somebody types, and scrolled into view.
  const refusedOf = (form) => form.querySelector("[data-refused]");
  const hold = (form, what, isBad) => {
    const active = document.activeElement;
    const field = active.form === form && (active.closest(".fields") ?? active.closest(".field"));
    if (field && form.contains(field) && field.nextElementSibling !== refusedOf(form)) field.after(refusedOf(form));
    stuck.add(form);
    tell(what, isBad);
    refusedOf(form).scrollIntoView({ block: "nearest" });
  };
  const explain = (form, words, look) => {
    const reason = document.createElement("p");
    reason.className = look;
    reason.textContent = words;
    refusedOf(form).replaceChildren(reason);
  };

  const save = (form) => {
    clearTimeout(timers.get(form));
    if (sent.has(form) || !form.isConnected) return;
    sent.set(form, textOf(form));
    stuck.delete(form);
    htmx.trigger(form, "save-typed");
  };
  const settle = () => {
    if ([...dirty].some((form) => !stuck.has(form))) return;
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
  // If the browser itself sees that a field is not complete yet, it says so, and nothing is refused.
  document.addEventListener("htmx:validation:halted", (event) => {
    const form = event.target;
    sent.delete(form);
    const field = form.querySelector(":invalid");
    const isEmpty = field?.validity.valueMissing;
    explain(form, field?.validationMessage ?? "", isEmpty ? "wrong" : "hint");
    hold(form, isEmpty ? "Empty" : "Unfinished", isEmpty);
    settle();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    // If its own answer has replaced the form, the event is no longer about it.
    const form = event.detail.requestConfig?.elt;
    if (!isTyped(form)) return;
    const words = sent.get(form);
    sent.delete(form);
    const { successful, xhr } = event.detail;
    const refused = refusedOf(form);
    if (successful) {
      refused.replaceChildren();
      if (form.isConnected && textOf(form) !== words) return save(form);
      dirty.delete(form);
      storage((store) => store.removeItem(placeOf(form)));
      if (!dirty.size) tell("Saved");
    } else if (xhr.status === 409) {
      refused.innerHTML = xhr.responseText;
      const isUnfinished = Boolean(refused.querySelector("[data-unfinished]"));
      hold(form, isUnfinished ? "Unfinished" : "NotSaved", !isUnfinished);
    } else if (xhr.status === 0 || xhr.status >= 500) {
      stuck.add(form);
      tell("NoAnswer", true);
      timers.set(form, setTimeout(save, RETRY, form));
    } else if (xhr.status !== 401) {
      explain(form, workbench.dataset.tellRefused.replace("{status}", xhr.status), "banner warn");
      hold(form, "NotSaved", true);
    }
    settle();
  });
  window.addEventListener("online", () => { for (const form of dirty) save(form); });
  // The browser asks before somebody leaves with words that are not saved.
  window.addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });
  // A page that closes sends the words that are not saved; those that do not arrive wait in this browser.
  window.addEventListener("pagehide", () => {
    for (const form of dirty) {
      const words = new FormData(form);
      // Nobody sees the answer, so it must say nothing that would appear beside the answer to another press.
      words.append("page_closes", "1");
      navigator.sendBeacon(form.action, words);
    }
  });

  // If the session has ended, the page asks for the password, and then goes on with the typed words.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status !== 401) return;
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    document.body.replaceWith(document.adoptNode(page.body));
    // The forms of the page before are gone, so no press has to wait for them.
    dirty.clear();
    document.querySelector("input[type=password]")?.focus();
  });

  // Words that an earlier page could not save are put back and saved like any others.
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

  const showReason = () => {
    const [form] = dirty;
    if (form?.closest("#sheet")) document.dispatchEvent(new CustomEvent("sheet-opened"));
    if (form) refusedOf(form).scrollIntoView({ block: "nearest" });
  };
  // A press waits until the typed words are saved; its form may have been replaced in the meantime.
  const pressAgain = (form, submitter) => {
    const fresh = form.isConnected ? form : [...document.forms].find((each) => each.action === form.action);
    const button = submitter?.name
      ? fresh?.querySelector(`button[name="${submitter.name}"][value="${submitter.value}"]`)
      : null;
    // A click, because htmx sends no button if a form is submitted in any other way.
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
      flush().then((isSaved) => (isSaved ? pressAgain(form, submitter) : showReason()));
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
    stuck.delete(form);
    storage((store) => store.removeItem(placeOf(form)));
    if (!dirty.size) tell("Saved");
    htmx.ajax("GET", `?sheet=${document.getElementById("open-sheet").value}`, { target: "#sheet", swap: "outerHTML" });
  });

  document.addEventListener("htmx:load", (event) => restore(event.target));
  // The names of the sheets for which words wait in this browser.
  const waiting = () => {
    const start = placeOf({ dataset: { kept: "" } });
    const names = storage((store) => Object.keys(store).filter((key) => key.startsWith(start))) ?? [];
    return names.map((key) => key.slice(start.length)).filter((name) => /^(story-\d+|sponsor)$/.test(name));
  };

  // An answer to typed words means that they are saved, unless more were typed in the meantime.
  let answered = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    answered = event.detail.requestConfig?.elt;
    // Saved words no longer wait in this browser: they must not be put into the same form when it returns.
    if (isTyped(answered) && event.detail.xhr.status < 300 && !isUnsaved(answered)) storage((store) => store.removeItem(placeOf(answered)));
  });
  const isUnsaved = (form) => dirty.has(form) && !(form === answered && sent.get(form) === textOf(form));
  const sentWith = (form) => (form === answered && sent.has(form) ? JSON.parse(sent.get(form)) : null);

  globalThis.typing = { tell, flush, showReason, waiting, isUnsaved, sentWith, hasUnsaved: () => dirty.size > 0, hasTyped: (part) => [...dirty].some((form) => part.contains(form)) };
})();
