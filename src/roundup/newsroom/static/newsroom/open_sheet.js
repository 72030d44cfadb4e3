// Keeps the open sheet up to date. Words that are being typed in it stay.
"use strict";

globalThis.openSheet = (() => {
  // As in `form_versions.tidy_text`, spaces that nobody sees make no difference.
  const tidied = (text) => text.trim().split(/\r\n|\r|\n/).map((line) => line.split(/\s+/).filter(Boolean).join(" ")).join("\n");
  const isSame = (one, other) => tidied(one ?? "") === tidied(other ?? "");
  const isChoice = (field) => field.matches("[type=radio], [type=checkbox]");
  const fieldsNamed = (form, name) => [...form.elements].filter((field) => field.name === name && field.type !== "hidden");
  const wordsOf = (fields, own, chosen) => fields.map((field) => (isChoice(field) ? (field[chosen] ? field.value : "") : field[own])).join("");
  const typedIn = (fields) => wordsOf(fields, "value", "checked");
  const shownIn = (fields) => wordsOf(fields, "defaultValue", "defaultChecked");

  const put = (field, fresh, isWhole) => {
    if (isChoice(field)) {
      field.defaultChecked = fresh.defaultChecked;
      if (isWhole) field.checked = fresh.defaultChecked;
      return;
    }
    const typed = field.value;
    field.defaultValue = fresh.defaultValue;
    // Somebody who is typing in the field keeps their place in it, and the spaces they have just typed.
    field.value = !isWhole || isSame(typed, fresh.defaultValue) ? typed : fresh.defaultValue;
    // For the count of its letters only: nobody typed this, so the event does not bubble.
    field.dispatchEvent(new Event("input"));
  };

  // A field keeps its mark in the version while it contains words that the fresh form does not have:
  // the mark tells the newsroom which text their writer has seen.
  const freshen = (form, fresh, sent) => {
    const version = form.elements.version;
    const marks = version.value.split("-");
    const freshMarks = fresh.elements.version.value.split("-");
    const names = version.dataset.fields.split(" ");
    names.forEach((name, place) => {
      const mine = fieldsNamed(form, name);
      const theirs = fieldsNamed(fresh, name);
      if (mine.length && mine.length === theirs.length) {
        const now = shownIn(theirs);
        const typed = typedIn(mine);
        const isWhole = isSame(typed, shownIn(mine)) || isSame(typed, now);
        const isMine = sent && name in sent && isSame(sent[name], now);
        if (!isWhole && !isMine) return;
        mine.forEach((field, each) => put(field, theirs[each], isWhole));
      }
      marks[place] = freshMarks[place];
    });
    version.value = marks.join("-");
  };

  const isTouched = (form) => [...form.elements].some((field) => {
    if (field.type === "file") return field.files.length > 0;
    return field.matches("input:not([type=hidden]), textarea") && typedIn([field]) !== shownIn([field]);
  });
  const formsIn = (part) => [...(part.matches("form") ? [part] : []), ...part.querySelectorAll("form")];
  const partsOf = (sheet) => [...sheet.querySelectorAll("[data-sheet-part]")];
  const sheetName = (sheet) => sheet.querySelector("#open-sheet").value;

  // A part that is kept although the page has moved on says why.
  const explain = (part) => {
    if (!part.dataset.tellKept || part.querySelector("[data-moved-on]")) return;
    const reason = document.createElement("p");
    reason.className = "banner warn";
    reason.setAttribute("role", "status");
    reason.toggleAttribute("data-moved-on", true);
    reason.textContent = part.dataset.tellKept;
    part.prepend(reason);
    reason.scrollIntoView({ block: "nearest" });
  };
  const exchange = (old, fresh) => {
    const copy = document.importNode(fresh, true);
    old.replaceWith(copy);
    htmx.process(copy);
    htmx.trigger(copy, "htmx:load");
  };

  const typedForm = (part) => formsIn(part).find((form) => form.matches("[data-typed]"));
  const twinOf = (part, fresh) => {
    const form = typedForm(part);
    const twin = form && fresh && typedForm(fresh);
    return twin?.action === form?.action ? twin : null;
  };

  // Brings a sheet up to date part by part, and says whether it did: a sheet that nobody is using is replaced whole.
  // `isUnsaved` says whether a form contains words that are not saved, and `sentWith` what a form was sent with.
  const follow = (sheet, fresh, { isUnsaved, sentWith }) => {
    const isBusy = (part) => formsIn(part).some((form) => (form.matches("[data-typed]") ? isUnsaved(form) : isTouched(form)));
    const hasFocus = (part) => part.contains(document.activeElement);
    const parts = partsOf(sheet);
    const held = parts.filter((part) => isBusy(part) || (hasFocus(part) && typedForm(part)));
    const isOther = sheetName(sheet) !== sheetName(fresh);
    if (isOther) held.forEach(explain);
    if (isOther || (!held.length && !hasFocus(sheet))) return held.length > 0;
    for (const part of parts) {
      const now = fresh.querySelector(`#${part.id}`);
      const twin = twinOf(part, now);
      if (twin && held.includes(part)) freshen(typedForm(part), twin, sentWith(typedForm(part)));
      else if (held.includes(part)) explain(part);
      else if (!now) part.remove();
      else if (!hasFocus(part) || part.matches("[data-always-fresh]")) exchange(part, now);
    }
    for (const part of partsOf(fresh).filter((each) => !sheet.querySelector(`#${each.id}`))) {
      const place = document.createElement("div");
      sheet.append(place);
      exchange(place, part);
    }
    return true;
  };

  return { follow };
})();
