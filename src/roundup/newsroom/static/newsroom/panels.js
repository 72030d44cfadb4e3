// The small panels that open below what was pressed: each closes by Escape and by a press outside, and fits the window.
// One is open at a time.
"use strict";

(() => {
  const openPanels = () => [...document.querySelectorAll("details.pop[open]")];
  const close = (panel) => {
    const hadFocus = panel.contains(document.activeElement);
    panel.open = false;
    if (hadFocus) panel.querySelector("summary").focus({ preventScroll: true });
  };

  // Before others hear it: the sheet behind a panel stays as it is.
  document.addEventListener("keydown", (event) => {
    const panels = event.key === "Escape" ? openPanels() : [];
    if (!panels.length) return;
    event.stopPropagation();
    event.preventDefault();
    for (const panel of panels) close(panel);
  }, true);
  // The browser gives the focus to what was pressed afterwards, if that can have it.
  document.addEventListener("pointerdown", (event) => {
    for (const panel of openPanels()) if (!panel.contains(event.target)) close(panel);
  }, true);
  // A press in the letter reaches this page only as a loss of the focus.
  addEventListener("blur", () => {
    if (document.activeElement?.matches("iframe")) for (const panel of openPanels()) panel.open = false;
  });

  // A panel of the bar ends where the window does, and scrolls inside.
  const fit = () => {
    for (const panel of document.querySelectorAll(".bar .pop[open]")) {
      const inside = panel.querySelector(".pop-in");
      inside.style.maxHeight = `${Math.max(160, innerHeight - inside.getBoundingClientRect().top - 12)}px`;
    }
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.pop[open]")) for (const panel of openPanels()) panel.open = panel === event.target;
    fit();
  }, true);
  document.addEventListener("htmx:afterSettle", fit);
  addEventListener("resize", fit);
  addEventListener("scroll", fit, { passive: true });
})();
