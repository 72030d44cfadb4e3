// The list of an edition's stories: a drag, or Alt with an arrow key, moves a story. Each move submits a form.
"use strict";

(() => {
  const list = () => document.getElementById("list");
  if (!list() || !window.htmx) return;
  let dragged = null;

  const post = (path, values) => {
    const csrfmiddlewaretoken = document.querySelector("#list input[name=csrfmiddlewaretoken]").value;
    const sheet = document.getElementById("open-sheet")?.value ?? "";
    htmx.ajax("POST", path, { source: "#workbench", swap: "none", values: { csrfmiddlewaretoken, sheet, ...values } });
  };
  const storiesOf = (block) => [...block.querySelectorAll("li.story")].filter((each) => each !== dragged);
  // The story before which a story dropped at this height goes; none if it goes last.
  const storyBelow = (block, y) => storiesOf(block).find((each) => {
    const box = each.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  const clear = () => {
    for (const each of document.querySelectorAll(".drop-here, .drop-into")) each.classList.remove("drop-here", "drop-into");
  };

  for (const head of document.querySelectorAll("[data-drag-block]")) head.draggable = true;
  document.addEventListener("htmx:afterSettle", () => {
    for (const head of document.querySelectorAll("[data-drag-block]")) head.draggable = true;
  });

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("li.story") ?? event.target.closest?.("[data-drag-block]")?.closest("li.block");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("dragover", (event) => {
    const block = event.target.closest?.("#list li.block");
    if (!dragged || !block) return;
    const isStory = dragged.matches("li.story");
    if (isStory && !block.querySelector("ol.stories")) return;
    event.preventDefault();
    clear();
    const below = isStory ? storyBelow(block, event.clientY) : block;
    if (below) below.classList.add("drop-here");
    else block.classList.add("drop-into");
  });
  document.addEventListener("drop", (event) => {
    const block = event.target.closest?.("#list li.block");
    if (!dragged || !block) return;
    event.preventDefault();
    if (dragged.matches("li.story")) dropStory(block, event.clientY);
    else dropBlock(block);
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    clear();
  });

  const dropStory = (block, y) => {
    const move = dragged.querySelector("form[data-move]").action;
    const version = list().dataset.order;
    if (!block.dataset.section) return post(move.replace(/move\/$/, "lead/"), { version });
    const below = storyBelow(block, y);
    const others = storiesOf(block);
    const position = below ? others.indexOf(below) : others.length;
    post(move.replace(/move\/$/, "place/"), { version, section: block.dataset.section, position });
  };
  const dropBlock = (block) => {
    const from = Number(dragged.dataset.position);
    const to = Number(block.dataset.position);
    if (from === to) return;
    const path = dragged.querySelector("form[data-arrange]").action;
    const position = from < to ? to - 1 : to;
    post(path, { version: list().dataset.layout, key: dragged.dataset.block, act: "place", position });
  };

  document.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const story = event.target.closest?.("#list li.story");
    if (!event.altKey || !step || !story) return;
    event.preventDefault();
    // A click, because htmx sends no button if a form is submitted in any other way.
    story.querySelector(`form[data-move] button[value="${step}"]`).click();
  });
})();
