// The result of a press is shown for a while. If something went wrong, it stays until it is closed or replaced.
"use strict";

(() => {
  const STAY = 20000;
  const place = document.getElementById("messages");
  if (!place) return;
  let timer = null;

  const leave = () => {
    const said = place.querySelector(".said:not([data-stays])");
    // A message within the page itself covers nothing, and would move the fields if it disappeared.
    if (!said || getComputedStyle(said).position !== "fixed") return;
    // If somebody is using it, or cannot see it now, its time begins again.
    if (document.hidden || said.matches(":hover, :focus-within")) return wait();
    said.remove();
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(leave, STAY);
  };
  new MutationObserver(wait).observe(place, { childList: true });
  wait();

  document.addEventListener("click", (event) => {
    const said = event.target.closest("[data-dismiss]")?.closest(".said");
    if (!said) return;
    said.remove();
    document.getElementById("main").focus({ preventScroll: true });
  });

  // An answer in the background says nothing. The last message stays, but its "Undo" goes: it would undo another step.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target !== place || fragment.querySelector(".said")) return;
    event.detail.shouldSwap = false;
    place.querySelector(".messages form")?.remove();
  });

  // If a press gets no answer, this says so. Typed words, other editors and the checks have their own places for that.
  const unanswered = document.getElementById("unanswered");
  const isToldElsewhere = (asking) => asking.matches("[data-typed], #others, #preflight-part, #audience-pop");
  for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(trouble, ({ detail: { elt, xhr } }) => {
      if (xhr.status === 401 || isToldElsewhere(elt)) return;
      place.replaceChildren(unanswered.content.cloneNode(true));
    });
  }
})();
