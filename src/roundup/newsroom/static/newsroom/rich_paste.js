// Turns pasted HTML into the small Markdown of `rendering/rich_text.py`: words, bold, italics, links, lists. Everything
// else is dropped.
"use strict";

globalThis.richPaste = (() => {
  // The address in the form in which it is stored; empty for an address that no link may lead to.
  const addressOf = (raw) => {
    if (/^mailto:/i.test(raw)) {
      const mail = /^mailto:([^\s@?&<>"'()\\]+@[\w.-]+\.\w+)(?:\?|$)/i.exec(raw);
      return mail ? `mailto:${mail[1]}` : "";
    }
    if (!/^https?:\/\/[^\s]+$/i.test(raw)) return "";
    try {
      const url = new URL(raw);
      if (url.username || url.password) return "";
      return url.href.replace(/[()\\<>"'`^{|}]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
    } catch {
      return "";
    }
  };

  const GONE = new Set(
    "script style head title meta link base template noscript iframe object embed svg math img picture video audio canvas map button input textarea select option".split(" ")
  );
  const BLOCKS = new Set(
    "p div h1 h2 h3 h4 h5 h6 section article header footer main aside nav blockquote pre table tr ul ol li dl dt dd figure figcaption address hr form fieldset details summary center".split(" ")
  );

  // Nothing in a parsed document runs or is fetched; we take only its words and how they are set.
  const markdownOf = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const writer = { blocks: [], runs: [], item: null };
    walk(page.body, { bold: false, italic: false, url: "", kind: "", pre: false }, writer);
    flush(writer);
    return joined(writer.blocks);
  };

  const walk = (node, how, writer) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) add(child.data, how, writer);
      if (child.nodeType === Node.ELEMENT_NODE) enter(child, how, writer);
    }
  };

  const enter = (element, how, writer) => {
    const tag = element.localName;
    const style = (element.getAttribute("style") ?? "").toLowerCase();
    if (GONE.has(tag) || element.hidden || isHidden(style)) return;
    if (tag === "br") return void writer.runs.push({ ...how, text: "\n" });
    const inside = set(element, tag, style, how);
    if (!BLOCKS.has(tag)) {
      walk(element, inside, writer);
      if (tag === "td" || tag === "th") add(" ", how, writer);
      return;
    }
    flush(writer);
    const outer = writer.item;
    const kind = tag === "li" ? how.kind || "ul" : wordKind(element, style);
    if (kind) writer.item = { kind };
    walk(element, inside, writer);
    flush(writer);
    writer.item = outer;
  };

  const isHidden = (style) => /display:\s*none|visibility:\s*hidden|mso-hide:\s*all|mso-list:\s*ignore|font-size:\s*0(?![.\d])/.test(style);

  // Word marks the items of its lists by style alone, and writes the bullet or the number into the text.
  const wordKind = (element, style) => {
    if (element.localName !== "p" || !/mso-list:(?!\s*(?:ignore|none))/.test(style)) return "";
    const bullet = [...element.querySelectorAll("[style]")].find((each) => /mso-list:\s*ignore/i.test(each.getAttribute("style")));
    return /^\s*\w{1,3}[.)]/.test(bullet?.textContent ?? "") && !/^\s*o\s/.test(bullet.textContent) ? "ol" : "ul";
  };

  // A style counts more than a tag: Google Docs wraps all that it copies in a <b> that is not bold.
  const set = (element, tag, style, how) => {
    const weight = /(?:^|[;\s])font-weight:\s*(\w+)/.exec(style)?.[1];
    const slant = /(?:^|[;\s])font-style:\s*(\w+)/.exec(style)?.[1];
    const bold = weight ? /^(?:bold|bolder|[6-9]00)$/.test(weight) : how.bold || tag === "b" || tag === "strong";
    const italic = slant ? slant !== "normal" : how.italic || tag === "i" || tag === "em" || tag === "cite";
    const url = tag === "a" ? addressOf((element.getAttribute("href") ?? "").trim()) : how.url;
    const kind = tag === "ul" || tag === "ol" ? tag : how.kind;
    return { bold, italic, url, kind, pre: how.pre || tag === "pre" || /white-space:\s*pre/.test(style) };
  };

  const add = (raw, how, writer) => {
    const text = raw.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\ufeff]/g, (sign) => (sign === "\r" || sign === "\f" ? " " : ""));
    if (text) writer.runs.push({ ...how, text: how.pre ? text.replace(/\t/g, " ") : text.replace(/[ \t\n]+/g, " ") });
  };

  // Ends a paragraph. Two line breaks in a row end one as well.
  const flush = (writer) => {
    const runs = writer.runs;
    writer.runs = [];
    const parts = inline(runs).split(/(?:\s*\n\s*){2,}/).map((part) => part.trim()).filter(Boolean);
    for (const part of parts) {
      const text = part.replace(/[^\S\n]*\n[^\S\n]*/g, "\\\n").replace(/^(\s*\d{0,3})([-+.)])(?=\s)/gm, "$1\\$2");
      const last = writer.blocks.at(-1);
      if (writer.item && last?.item === writer.item) last.parts.push(text);
      else writer.blocks.push({ kind: writer.item?.kind ?? "", item: writer.item, parts: [text] });
    }
  };

  const joined = (blocks) => {
    let text = "";
    let number = 0;
    blocks.forEach(({ kind, parts }, place) => {
      const goesOn = kind && blocks[place - 1]?.kind === kind;
      number = goesOn ? number + 1 : 1;
      if (place) text += goesOn ? "\n" : "\n\n";
      text += `${kind === "ol" ? `${number}. ` : kind ? "- " : ""}${parts.join("\\\n")}`;
    });
    return text;
  };

  // Links are outermost. Marks are never nested, and marks that cross are dropped.
  const inline = (runs) =>
    grouped(squeezed(runs), ({ url }) => url, (group, near) => {
      const words = grouped(group, markOf, (alike, around) => marked(alike.map(escaped).join(""), markOf(alike[0]), around), near);
      return group[0].url && words.trim() ? linked(words, group[0].url) : words;
    });

  const markOf = ({ bold, italic }) => (bold ? "**" : "") + (italic ? "*" : "");

  // Reduces several spaces in a row to one, also across runs.
  const squeezed = (runs) => {
    let last = "\n";
    return runs.flatMap((run) => {
      let text = run.text.replace(/ *\u00a0 +| +\u00a0|\u00a0{2,}/g, " ");
      if (/\s$/.test(last) && text !== "\n") text = text.replace(/^[ \u00a0]+/, "");
      if (!text) return [];
      last = text;
      return [{ ...run, text }];
    });
  };

  // Calls `write` for each group of neighbours with the same key, and with the signs before and after it.
  const grouped = (runs, key, write, around = ["", ""]) => {
    const groups = [];
    for (const run of runs) {
      const last = groups.at(-1);
      if (last && key(last[0]) === key(run)) last.push(run);
      else groups.push([run]);
    }
    return groups.reduce((made, group, place) => {
      const before = place ? groups[place - 1].at(-1).text.at(-1) : around[0];
      const after = place + 1 < groups.length ? groups[place + 1][0].text[0] : around[1];
      const text = write(group, [before, after]);
      // Marks that meet would be read as one mark. The words matter more, so this group goes without.
      const meet = /(?<!\\)\*$/.test(made) && text.startsWith("*");
      return made + (meet ? group.map(escaped).join("") : text);
    }, "");
  };

  // A mark stands between a space and words, or else beside a letter or a digit. Each line has its own marks.
  const marked = (text, mark, [before, after]) => {
    const lines = text.split("\n");
    return lines.map((line, place) => {
      const open = place || /^\s?$/.test(before) ? /^\s*/ : /^[\s\p{P}\p{S}]*/u;
      const close = place < lines.length - 1 || /^\s?$/.test(after) ? /\s*$/ : /[\s\p{P}\p{S}]*$/u;
      const start = open.exec(line)[0];
      const end = close.exec(line.slice(start.length))[0];
      const words = line.slice(start.length, line.length - end.length);
      return words ? start + mark + words + mark + end : line;
    }).join("\n");
  };

  const linked = (words, url) => {
    const [, start, inner, end] = /^(\s*)([^]*?)(\s*)$/.exec(words);
    const bare = inner.replace(/\\(?=[!-/:-@[-`{-~])/g, "");
    if (/^https?:/i.test(bare) && addressOf(bare) === url) return start + bare + end;
    return `${start}[${inner.replace(/\n/g, " ")}](${url})${end}`;
  };

  // Keeps signs in a run's words from being read as markup; outside of links, addresses in it stay whole.
  const escaped = ({ text, url }) => {
    if (url) return text.replace(new RegExp(`${SIGNS.source}|\\]`, "gu"), "\\$&");
    const parts = text.split(/(https?:\/\/[^\s<>[\]\\"]+)/);
    return parts.map((part, place) => (place % 2 ? part : part.replace(SIGNS, "\\$&"))).join("");
  };
  const SIGNS = /[\\*[]|(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])/gu;

  return { addressOf, markdownOf };
})();
