// The small panels that open below a pressed button: Escape and a press outside close them, and each fits the window.
// Only one is open at a time.
"use strict";

(() => {
  const openPanels = () => [...document.querySelectorAll("details.pop[open]")];
  const close = (panel) => {
    const hadFocus = panel.contains(document.activeElement);
    panel.open = false;
    if (hadFocus) panel.querySelector("summary").focus({ preventScroll: true });
  };

  // This comes before other listeners, so that the sheet behind a panel stays open.
  document.addEventListener("keydown", (event) => {
    const panels = event.key === "Escape" ? openPanels() : [];
    if (!panels.length) return;
    event.stopPropagation();
    event.preventDefault();
    for (const panel of panels) close(panel);
  }, true);
  // The browser then gives the focus to the element that was pressed, if that can have it.
  document.addEventListener("pointerdown", (event) => {
    for (const panel of openPanels()) if (!panel.contains(event.target)) close(panel);
  }, true);
  // This page notices a press in the letter only because it loses the focus.
  addEventListener("blur", () => {
    if (document.activeElement?.matches("iframe")) for (const panel of openPanels()) panel.open = false;
  });

  // A panel of the bar ends at the bottom of the window, and scrolls inside.
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
