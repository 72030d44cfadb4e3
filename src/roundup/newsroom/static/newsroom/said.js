// What came of a press is said for a while. What went wrong stays until it is closed, or until the next press is answered.
"use strict";

(() => {
  const STAY = 20000;
  const place = document.getElementById("messages");
  if (!place) return;
  let timer = null;

  const leave = () => {
    const said = place.querySelector(".said:not([data-stays])");
    // What stands in the page itself covers nothing, and would move the fields if it left.
    if (!said || getComputedStyle(said).position !== "fixed") return;
    // Whoever is at it, or cannot see it now, has all the time again.
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

  // An answer in the background says nothing. It leaves what a press was answered, without an "Undo" that would undo something else by now.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target !== place || fragment.querySelector(".said")) return;
    event.detail.shouldSwap = false;
    place.querySelector(".messages form")?.remove();
  });

  // A press that no answer comes to says so. What is typed, who else is here, and the checks have their own places.
  const unanswered = document.getElementById("unanswered");
  const isToldElsewhere = (asking) => asking.matches("[data-typed], #others, #preflight-part, #audience-pop");
  for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(trouble, ({ detail: { elt, xhr } }) => {
      if (xhr.status === 401 || isToldElsewhere(elt)) return;
      place.replaceChildren(unanswered.content.cloneNode(true));
    });
  }
})();
