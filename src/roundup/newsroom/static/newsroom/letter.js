// The letter: it is redrawn part by part, seen in several views, and a place to choose stories.
"use strict";

(() => {
  const frame = document.getElementById("letter");
  if (!frame) return;
  const tabs = [...document.querySelectorAll(".tabs a[data-look]")];
  const asWhom = () => document.querySelector("[data-as-whom]");
  const stage = frame.closest(".stage");
  const clip = document.querySelector("[data-clip]");
  // The room between a part and the mark around it; below, each part has its own space.
  const ROOM = 6;
  // A letter that could not be fetched is asked for again; otherwise the page would keep the old one.
  const RETRY = 3000;
  // What the frame shows: the strings it was made of, and the nodes of each part.
  let drawn = null;
  let asked = 0;
  const ownerOf = new WeakMap();

  const tabShown = () => tabs.find((tab) => tab.hasAttribute("aria-current"));
  const isPage = () => tabShown().dataset.look !== "text";
  const query = () => {
    const asked = new URLSearchParams(tabShown().dataset.frame.split("?")[1]);
    for (const [name, value] of new URLSearchParams(asWhom()?.value ?? "")) asked.append(name, value);
    return asked;
  };

  const partsOf = (letter) => {
    const marked = letter.parts.map((part, place) => `<i data-part="${place}"></i>${part.html}`).join("");
    // The frame's own parser: in a document that the page's parser made, no style attribute would count.
    const page = new frame.contentWindow.DOMParser().parseFromString(`${letter.before}${marked}<i data-part="end"></i>${letter.after}`, "text/html");
    const marks = [...page.querySelectorAll("i[data-part]")];
    const seen = new Map();
    const parts = letter.parts.map((part, place) => {
      const nodes = [];
      for (let node = marks[place].nextSibling; node && node !== marks[place + 1]; node = node.nextSibling) nodes.push(node);
      const count = seen.get(part.key) ?? 0;
      seen.set(part.key, count + 1);
      return { ...part, id: `${part.key}#${count}`, nodes };
    });
    const container = letter.parts.length ? marks[0].parentNode : null;
    const tail = marks.at(-1)?.nextSibling ?? null;
    for (const mark of marks) mark.remove();
    return { page, parts, container, tail };
  };

  const draw = (letter) => {
    const inside = frame.contentDocument;
    const { page, parts, container, tail } = partsOf(letter);
    if (drawn?.container && drawn.before === letter.before && drawn.after === letter.after) {
      const old = new Map(drawn.parts.map((part) => [part.id, part]));
      for (const part of parts) {
        const same = old.get(part.id);
        if (same?.html !== part.html) continue;
        part.nodes = same.nodes;
        old.delete(part.id);
      }
      for (const part of old.values()) for (const node of part.nodes) node.remove();
      let next = drawn.tail;
      for (const node of parts.flatMap((part) => part.nodes).reverse()) {
        if (node.parentNode !== drawn.container || node.nextSibling !== next) drawn.container.insertBefore(node, next);
        next = node;
      }
      drawn = { ...drawn, parts };
    } else {
      // A frame that is still empty has no element to replace.
      inside.documentElement?.remove();
      inside.append(inside.adoptNode(page.documentElement));
      drawn = { before: letter.before, after: letter.after, container, tail, parts };
      watch(inside);
    }
    for (const part of parts) for (const node of part.nodes) ownerOf.set(node, part.key);
    measure();
    cut(letter);
  };

  const load = async (about = "") => {
    if (!isPage()) return;
    const mine = ++asked;
    const answer = await fetch(`${frame.dataset.parts}?${query()}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (mine !== asked) return;
    if (!answer || answer.status >= 500) setTimeout(() => mine === asked && load(about), RETRY);
    if (!answer?.ok) return;
    const letter = await answer.json();
    if (mine !== asked) return;
    stage.classList.toggle("is-stale", Boolean(letter.problem));
    if (letter.problem) return;
    stage.classList.remove("is-empty");
    draw(letter);
    tellInbox(letter);
    tellOutline();
    if (about) show(about);
    document.dispatchEvent(new CustomEvent("letter-drawn", { detail: { about } }));
  };

  const measure = () => {
    const body = frame.contentDocument?.body;
    if (body) frame.style.height = `${Math.max(320, Math.ceil(body.getBoundingClientRect().height))}px`;
    point();
  };
  const cut = (letter) => {
    const bytes = new TextEncoder();
    let size = bytes.encode(letter.before).length;
    const over = drawn.parts.find((part) => (size += bytes.encode(part.html).length) > letter.clip);
    clip.hidden = !over;
    if (over) clip.style.top = `${frame.offsetTop + boxOf(over.nodes).top}px`;
  };
  const boxOf = (nodes) => {
    const boxes = nodes.filter((node) => node.nodeType === 1).map((node) => node.getBoundingClientRect());
    const [top, left] = ["top", "left"].map((side) => Math.min(...boxes.map((box) => box[side])));
    const [bottom, right] = ["bottom", "right"].map((side) => Math.max(...boxes.map((box) => box[side])));
    return { top, left, height: bottom - top, width: right - left };
  };

  const watch = (inside) => {
    new ResizeObserver(measure).observe(inside.body);
    // A picture that arrives may move parts although the letter keeps its height.
    inside.addEventListener("load", point, true);
    inside.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      // A press chooses the part under it; it never leads the frame to another page.
      event.preventDefault();
      choose(event.target);
    });
  };
  const keyOf = (node) => {
    for (let each = node; each; each = each.parentNode) if (ownerOf.has(each)) return ownerOf.get(each);
    return "";
  };
  const choose = (node) => {
    if (!window.roundupSheet) return;
    const href = node.closest?.("a[href]")?.getAttribute("href");
    const row = [...document.querySelectorAll("li.story[data-url]")].find((each) => each.dataset.url === href);
    const key = keyOf(node);
    if (key.startsWith("story:")) pick(`story-${key.slice(6)}`);
    else if (key === "block:sponsor") pick("sponsor");
    else if (key === "block:note") pick("opening", "note");
    else if (row) pick(`story-${row.dataset.story}`);
  };
  const pick = async (sheet, field) => {
    await window.roundupSheet(sheet);
    openPane("sheet");
    mark(sheet);
    (document.getElementById(field) ?? document.querySelector("#sheet input:not([type=hidden]), #sheet textarea"))?.focus();
  };
  const mark = (sheet) => {
    for (const row of document.querySelectorAll("li.story")) row.classList.toggle("is-chosen", row.id === sheet);
    const key = sheet.startsWith("story-") ? `story:${sheet.slice(6)}` : sheet === "sponsor" ? "block:sponsor" : "";
    if (key) show(key);
  };

  // Scrolls to a part and shows where it is, without touching the contents of the frame.
  const pointer = document.createElement("div");
  pointer.className = "letter-mark";
  pointer.hidden = true;
  stage.append(pointer);
  let pointed = "";
  // Puts the mark around the part where it is now: pictures that arrive, words and other parts move it.
  const point = () => {
    const nodes = pointed && isPage() ? (drawn?.parts.find((part) => part.key === pointed)?.nodes ?? linked(pointed)) : null;
    pointer.hidden = !nodes?.length;
    if (pointer.hidden) return;
    const { top, left, height, width } = boxOf(nodes);
    Object.assign(pointer.style, {
      top: `${frame.offsetTop + top - ROOM}px`,
      left: `${frame.offsetLeft + left - ROOM}px`,
      height: `${height + ROOM}px`,
      width: `${width + 2 * ROOM}px`,
    });
  };
  const show = (key) => {
    pointed = key;
    point();
    if (pointer.hidden || !stage.offsetParent) return;
    const box = pointer.getBoundingClientRect();
    const bar = document.getElementById("bar")?.getBoundingClientRect().bottom ?? 0;
    if (box.top < bar || box.bottom > innerHeight) scrollBy({ top: box.top - bar - 16, behavior: "instant" });
  };
  const linked = (key) => {
    const url = document.querySelector(`li.story[data-story="${key.slice(6)}"]`)?.dataset.url;
    const link = [...(frame.contentDocument?.querySelectorAll("a[href]") ?? [])].find((each) => each.getAttribute("href") === url);
    return link ? [link] : null;
  };

  const tellInbox = (letter) => {
    for (const line of document.querySelectorAll(".inbox-line")) {
      const most = Number(line.dataset.cut);
      const fit = (text, length) => (Array.from(text).length > length ? `${Array.from(text).slice(0, length).join("")}…` : text);
      line.querySelector(".inbox-subject").textContent = fit(letter.subject, most);
      line.querySelector(".inbox-preheader").textContent = fit(letter.preheader, 2 * most);
    }
  };
  const tellOutline = () => {
    const outline = document.querySelector(".outline");
    // The link around a story's picture is hidden from screen readers: they read the words beside it.
    const all = [...frame.contentDocument.querySelectorAll("h1, h2, h3, h4, img[alt]:not([alt='']), [role='img']")];
    const heard = all.filter((element) => !element.closest("[aria-hidden='true']")).map((element) => {
      const line = document.createElement("li");
      const level = Number(element.tagName.match(/^H(\d)$/)?.[1] ?? 0);
      line.className = `level-${level}`;
      line.textContent = level ? element.textContent.trim() : outline.dataset.tellPicture.replace("{words}", () => element.ariaLabel ?? element.alt);
      return line;
    });
    outline.replaceChildren(...heard);
  };

  const openView = (tab) => {
    const wasPage = isPage();
    const look = tab.dataset.look;
    for (const other of tabs) other.removeAttribute("aria-current");
    tab.setAttribute("aria-current", "page");
    frame.className = `frame ${look}`;
    frame.title = tab.dataset.tellTitle;
    for (const view of document.querySelectorAll("[data-view]")) {
      view.hidden = view.dataset.view !== (["inbox", "outline"].includes(look) ? look : "letter");
    }
    sessionStorage.setItem("look", look);
    pointed = "";
    point();
    if (!wasPage || look === "text") return frame.contentWindow.location.replace(tab.dataset.frame);
    load();
  };
  for (const tab of tabs) {
    tab.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openView(tab);
    });
  }
  document.addEventListener("change", (event) => {
    if (event.target !== asWhom()) return;
    document.querySelector(".as-reader").textContent = "";
    load();
  });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "as-whom-part") load(); });
  frame.addEventListener("load", () => {
    drawn = null;
    if (isPage()) load();
    else frame.style.height = `${frame.contentDocument.documentElement.scrollHeight}px`;
  });
  document.body.addEventListener("letter-changed", (event) => load(event.detail.about));
  document.addEventListener("htmx:afterSettle", () => {
    const open = document.getElementById("open-sheet")?.value;
    for (const row of document.querySelectorAll("li.story")) row.classList.toggle("is-chosen", row.id === open);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-pick]");
    if (link) mark(`story-${link.dataset.pick}`);
  });
  addEventListener("resize", measure);
  new ResizeObserver(point).observe(frame);

  // A narrow screen shows one part of the page at a time.
  const panes = document.querySelector(".panes");
  const narrow = matchMedia("(max-width: 52rem)");
  let paneBefore = "list";
  const openPane = (name) => {
    if (!panes) return;
    const shown = document.getElementById("workbench").dataset.pane;
    if (name === "sheet" && shown !== name) paneBefore = shown;
    document.getElementById("workbench").dataset.pane = name;
    for (const button of panes.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.pane === name));
    }
    if (name === "letter") measure();
    // On a phone the sheet replaces another part, which may have been scrolled far.
    if (name === "sheet" && shown !== name && narrow.matches) document.getElementById("sheet-title").scrollIntoView({ block: "start" });
  };
  if (panes) {
    panes.hidden = false;
    openPane(narrow.matches ? "letter" : "list");
    if (new URLSearchParams(location.search).has("sheet")) openPane("sheet");
    panes.addEventListener("click", (event) => {
      const name = event.target.closest("button")?.dataset.pane;
      if (name) openPane(name);
    });
    document.addEventListener("sheet-opened", () => openPane("sheet"));
    document.addEventListener("htmx:afterSwap", (event) => {
      if (event.detail.target?.id !== "sheet") return;
      openPane(event.detail.requestConfig.elt.hasAttribute("data-close-sheet") ? paneBefore : "sheet");
    });
  }

  // On a phone the letter is shown as on a phone, unless somebody chooses otherwise.
  const kept = sessionStorage.getItem("look") ?? (narrow.matches ? "phone" : null);
  const earlier = tabs.find((tab) => tab.dataset.look === kept && !tab.hasAttribute("aria-current"));
  if (earlier && !new URLSearchParams(location.search).has("look")) openView(earlier);
  else if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.body?.childElementCount) load();
})();
