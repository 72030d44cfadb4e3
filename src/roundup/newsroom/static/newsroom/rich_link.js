// Asks for the address of a link in a small panel below the toolbar of a rich text field. With the cursor in a link, it
// edits that link: links are never nested.
"use strict";

globalThis.richLink = ((told) => {
  const { addressOf } = globalThis.richPaste;
  const LINK = /(?<!\\)\[((?:\\.|[^[\]\\\n]|\[(?:\\.|[^[\]\\\n])*\])*)\]\(([^()\s]*)\)/g;
  const BARE = /https?:\/\/[^\s<>[\]\\"()]+/g;
  const AFTER = /[.,;:!?*_'’”»…]+$/;

  // The links in `text`, in their order, with where each begins and ends.
  const linksIn = (text) => {
    const found = [...text.matchAll(LINK)].map((match) => ({ from: match.index, to: match.index + match[0].length, words: match[1], url: match[2] }));
    for (const match of text.matchAll(BARE)) {
      const url = match[0].replace(AFTER, "");
      const to = match.index + url.length;
      if (!found.some((link) => match.index < link.to && to > link.from)) found.push({ from: match.index, to, words: "", url });
    }
    return found.sort((one, other) => one.from - other.from);
  };

  // The place for a link: the first line with words in the selection, with all of any link that it touches.
  const placeOf = ({ value, selectionStart, selectionEnd }) => {
    let [from, to] = [selectionStart, selectionEnd];
    const touched = linksIn(value).filter((link) => link.from < to && link.to > from);
    if (touched.length) {
      from = Math.min(from, touched[0].from);
      to = Math.max(to, touched.at(-1).to);
    }
    while (from < to && /\s/.test(value[from])) from += 1;
    const end = value.slice(from, to).search(/\n|$/);
    to = from + value.slice(from, from + end).trimEnd().length;
    const inside = linksIn(value.slice(from, to));
    const words = inside.reduceRight((text, link) => text.slice(0, link.from) + link.words + text.slice(link.to), value.slice(from, to));
    return { from, to, words, url: inside[0]?.url ?? "", isLink: inside.length > 0 };
  };

  // Accepts addresses as people write them: without https://, or just a mail address.
  const readAddress = (typed) => {
    const text = typed.trim();
    if (/^[^\s@/:]+@[\w.-]+\.\w+$/.test(text)) return addressOf(`mailto:${text}`);
    return addressOf(/^[\w-]+(?:\.[\w-]+)+(?:[/?#:]\S*)?$/.test(text) ? `https://${text}` : text);
  };

  const escapeEnds = (words) => words.replace(/(?<!\\)[[\]]/g, "\\$&");
  const written = (words, url) => (words.trim() && words.trim() !== url ? `[${escapeEnds(words.trim())}](${url})` : url);

  const fieldOf = (label, value, kind) => {
    const holder = document.createElement("label");
    const input = document.createElement("input");
    // The field belongs to no form, so it is neither saved nor sent.
    input.setAttribute("form", "");
    Object.assign(input, { value, autocomplete: "off", spellcheck: kind === "text", inputMode: kind, dir: kind === "url" ? "ltr" : "auto" });
    holder.append(label, input);
    return [holder, input];
  };
  const buttonOf = (label, act) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: label });
    button.addEventListener("click", act);
    return button;
  };

  // If the browser would have to ask for permission to read the clipboard, we leave it alone.
  const copied = async () => {
    try {
      const { state } = await navigator.permissions.query({ name: "clipboard-read" });
      return state === "granted" ? addressOf((await navigator.clipboard.readText()).trim()) : "";
    } catch {
      return "";
    }
  };

  const open = (field, replace) => {
    const bar = field.previousElementSibling;
    const opener = bar.querySelector("[data-act=link]");
    bar.querySelector(".rich-link")?.remove();
    const before = field.value;
    const place = placeOf(field);
    const panel = document.createElement("div");
    panel.className = "rich-link";
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", told.tellLink);
    const [wordsField, words] = fieldOf(told.tellWords, place.words, "text");
    const [urlField, url] = fieldOf(told.tellAddress, place.url, "url");
    const wrong = document.createElement("p");
    wrong.className = "wrong";
    wrong.setAttribute("role", "alert");

    const close = () => {
      panel.remove();
      opener.setAttribute("aria-expanded", "false");
      field.focus();
    };
    const finish = (text) => {
      close();
      if (field.isConnected && field.value === before && text !== before.slice(place.from, place.to)) replace(field, place.from, place.to, text);
    };
    const apply = () => {
      const address = readAddress(url.value);
      if (address) return finish(written(words.value, address));
      wrong.textContent = told.tellNoAddress;
      url.setAttribute("aria-invalid", "true");
      url.focus();
    };
    const buttons = document.createElement("div");
    buttons.append(buttonOf(told.tellSet, apply));
    if (place.isLink && place.words) buttons.append(buttonOf(told.tellUnlink, () => finish(words.value)));
    buttons.append(buttonOf(told.tellCancel, close));
    panel.append(wordsField, urlField, wrong, buttons);
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      else if (event.key === "Enter" && event.target.matches("input")) apply();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    bar.append(panel);
    opener.setAttribute("aria-expanded", "true");
    (place.words || !place.url ? (place.words ? url : words) : words).focus();
    if (place.words) url.select();
    if (!place.url) copied().then((found) => { if (!url.value) url.value = found; });
  };

  return { open };
})(document.currentScript.dataset);
