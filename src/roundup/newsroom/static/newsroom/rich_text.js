// Helps to write the small Markdown of `rendering/rich_text.py`: a toolbar, keys, and a paste that keeps only
// what that Markdown has. Everything also works by typing. Fields may appear at any time: textarea[data-rich].
"use strict";

(() => {
  const { addressOf, markdownOf } = globalThis.richPaste;
  const FIELD = "textarea[data-rich]";
  // The words of this script are attributes of its own element, in the language of the newsroom.
  const catalogue = document.currentScript.dataset;
  const MARKER = /^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+/;

  // ---- Typing by script: the browser's own undo takes it as one step, and an input event follows.

  const replace = (field, start, end, text, from = start + text.length, to = from) => {
    field.focus();
    field.setSelectionRange(start, end);
    const done = !text && start === end ? true : text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!done) {
      field.setRangeText(text, start, end, "end");
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    field.setSelectionRange(from, to);
  };

  const lineEnds = (field) => {
    const { value, selectionStart: start, selectionEnd: end } = field;
    const next = value.indexOf("\n", end);
    return [value.lastIndexOf("\n", start - 1) + 1, next < 0 ? value.length : next];
  };

  // ---- What the buttons and the keys do.

  const isMarked = (text, mark) => {
    const stars = Math.min(/^\**/.exec(text)[0].length, /\**$/.exec(text)[0].length);
    return text.length > 2 * mark.length && (stars === mark.length || stars === 3);
  };

  // The marked words that contain the selection or the cursor, or the empty pair of marks that is around it.
  const markedAround = (value, start, end, mark) => {
    for (const found of value.matchAll(/(?<![*\\])(\*{1,3})(?:(?=[^\s*])([^*\n]*[^\s*\n])\1)(?!\*)|(?<![*\\])(\*\*\*\*|\*\*)(?!\*)/g)) {
      const stars = (found[1] ?? found[3].slice(0, found[3].length / 2)).length;
      const [from, to] = [found.index, found.index + found[0].length];
      const isIn = start >= from + stars && end <= to - stars;
      if (isIn && (stars === mark.length || stars === 3)) return { from, to };
    }
    return null;
  };

  const emphasise = (mark) => (field) => {
    let { selectionStart: start, selectionEnd: end } = field;
    const { value } = field;
    while (start < end && /\s/.test(value[start])) start += 1;
    while (start < end && /\s/.test(value[end - 1])) end -= 1;
    const around = markedAround(value, start, end, mark);
    if (around) {
      const inner = value.slice(around.from + mark.length, around.to - mark.length);
      return replace(field, around.from, around.to, inner, start - mark.length, end - mark.length);
    }
    if (start === end) return replace(field, start, end, mark + mark, start + mark.length);
    const stars = Math.min(/\**$/.exec(value.slice(0, start))[0].length, /^\**/.exec(value.slice(end))[0].length);
    if (stars === mark.length || stars >= 3) {
      const inner = value.slice(start, end);
      return replace(field, start - mark.length, end + mark.length, inner, start - mark.length, end - mark.length);
    }
    const lines = value.slice(start, end).split("\n").map((line) => {
      const before = (MARKER.exec(line) ?? /^\s*/.exec(line))[0];
      const words = line.slice(before.length).trimEnd();
      return { before, words, after: line.slice(before.length + words.length) };
    });
    const off = lines.every(({ words }) => !words || isMarked(words, mark));
    const told = lines.map(({ before, words, after }) => {
      if (!words) return before + after;
      return before + (off ? words.slice(mark.length, -mark.length) : mark + words + mark) + after;
    });
    const text = told.join("\n");
    // One line stays selected without its marks, so that the next press takes them away.
    const single = lines.length === 1 && !off ? lines[0] : null;
    const from = start + (single ? single.before.length + mark.length : 0);
    return replace(field, start, end, text, from, single ? from + single.words.length : start + text.length);
  };

  const list = (field) => {
    const [start, end] = lineEnds(field);
    const lines = field.value.slice(start, end).split("\n");
    const off = lines.some((line) => MARKER.test(line)) && lines.every((line) => !line.trim() || MARKER.test(line));
    const text = lines
      .map((line) => (!line.trim() && lines.length > 1 ? line : off ? line.replace(MARKER, "") : `- ${line.replace(MARKER, "")}`))
      .join("\n");
    replace(field, start, end, text, lines.length > 1 ? start : start + text.length, start + text.length);
  };

  // The list item that the cursor is in: its mark, and its words. “24. December” does not begin a list.
  const itemAt = ({ value, selectionStart: at }) => {
    const start = value.lastIndexOf("\n", at - 1) + 1;
    const line = value.slice(start, [value.indexOf("\n", at), value.length].find((end) => end >= 0));
    const mark = MARKER.exec(line)?.[0] ?? "";
    const number = /\d+/.exec(mark)?.[0];
    const goesOn = () => /^[ \t]*\d/.test(MARKER.exec(value.slice(value.lastIndexOf("\n", start - 2) + 1, start))?.[0] ?? "");
    const isItem = mark && at >= start + mark.length && (!number || Number(number) === 1 || goesOn());
    return isItem ? { start, mark, words: line.slice(mark.length), next: mark.replace(/\d+/, (each) => Number(each) + 1) } : null;
  };

  // Enter in a list begins its next item; in an empty item it ends the list. Says whether it was in a list.
  const endLine = (field) => {
    const item = itemAt(field);
    if (!item) return false;
    const { selectionStart: start, selectionEnd: end } = field;
    if (item.words.trim()) replace(field, start, end, `\n${item.next}`);
    else replace(field, item.start, Math.max(end, item.start + item.mark.length), "\n");
    return true;
  };

  const ACTS = {
    bold: { name: catalogue.tellBold, key: "b", act: emphasise("**") },
    italic: { name: catalogue.tellItalic, key: "i", act: emphasise("*") },
    link: { name: catalogue.tellLink, key: "k", act: (field) => globalThis.richLink.open(field, replace) },
    list: { name: catalogue.tellList, key: "", act: list },
  };

  // ---- The toolbar. The page has the listeners, so that fields may come, go and be replaced.

  const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

  const button = (id, { name, key }) => {
    const made = document.createElement("button");
    made.type = "button";
    made.dataset.act = id;
    made.textContent = name;
    if (id === "link") made.setAttribute("aria-expanded", "false");
    if (key) {
      made.setAttribute("aria-keyshortcuts", `${isApple ? "Meta" : "Control"}+${key.toUpperCase()}`);
      made.title = `${name} (${isApple ? "⌘" : "Ctrl+"}${key.toUpperCase()})`;
    }
    return made;
  };

  // Lets a field grow with its text where style sheets cannot.
  const grow = (field) => {
    if (CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  };
  document.addEventListener("input", (event) => { if (event.target.matches?.(FIELD)) grow(event.target); });

  const equip = (field) => {
    if (!field.hasAttribute("dir")) field.dir = "auto";
    grow(field);
    if (field.previousElementSibling?.classList.contains("rich-bar")) return;
    const bar = document.createElement("div");
    bar.className = "rich-bar";
    bar.setAttribute("role", "group");
    const name = field.labels?.[0]?.textContent.trim() || field.name;
    bar.setAttribute("aria-label", catalogue.tellFormat.replace("{field}", () => name));
    bar.append(...Object.entries(ACTS).map(([id, act]) => button(id, act)));
    field.before(bar);
  };

  const equipAll = (root) => {
    if (root.matches?.(FIELD)) equip(root);
    for (const field of root.querySelectorAll?.(FIELD) ?? []) equip(field);
  };

  new MutationObserver((changes) => {
    for (const change of changes) change.addedNodes.forEach(equipAll);
  }).observe(document.documentElement, { childList: true, subtree: true });
  equipAll(document);

  const pressed = (event) => event.target.closest?.(".rich-bar button[data-act]");

  // A press on a button leaves the focus and the selection in the field.
  document.addEventListener("mousedown", (event) => { if (pressed(event)) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const field = pressed(event)?.parentElement.nextElementSibling;
    if (field?.matches(FIELD)) ACTS[pressed(event).dataset.act].act(field);
  });

  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.(FIELD) || event.isComposing || event.altKey) return;
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      if (endLine(event.target)) event.preventDefault();
      return;
    }
    if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      const { selectionStart: start, selectionEnd: end } = event.target;
      return replace(event.target, start, end, "\\\n");
    }
    if (event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
    // On a keyboard for another script, the place of the key counts.
    const key = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace("Key", "").toLowerCase();
    const found = Object.values(ACTS).find((act) => act.key && act.key === key);
    if (!found) return;
    event.preventDefault();
    found.act(event.target);
  });

  // ---- Pasting: an address pasted over words links them; HTML becomes Markdown.

  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (!field.matches?.(FIELD)) return;
    const text = pasted(field, event.clipboardData);
    if (text === null) return;
    event.preventDefault();
    replace(field, field.selectionStart, field.selectionEnd, text);
  });

  const pasted = (field, clipboard) => {
    const { value, selectionStart: start, selectionEnd: end } = field;
    const chosen = value.slice(start, end);
    const url = addressOf(clipboard.getData("text/plain").trim());
    if (url && chosen && !/[[\]\n]/.test(chosen) && !addressOf(chosen)) return `[${chosen}](${url})`;
    const html = clipboard.getData("text/html");
    const found = html ? markdownOf(html) : "";
    if (!found) return null;
    if (!found.includes("\n")) return found;
    const before = start && value[start - 1] !== "\n" ? "\n\n" : "";
    const after = end < value.length && value[end] !== "\n" ? "\n\n" : "";
    return before + found + after;
  };
})();
