// Keeps readers on the article: sends its box (class "roundup-box") and shows the answer in its place.
// It loads nothing, stores nothing and sets no cookie. If anything fails, the form goes the ordinary way.
"use strict";
(() => {
  const PATIENCE = 15000;
  const ANSWERED = [200, 422, 429];

  const placeToSpeak = (form) => {
    const made = form.querySelector(".roundup-said") ?? document.createElement("p");
    made.className = "roundup-said";
    made.tabIndex = -1;
    if (!made.isConnected) form.querySelector("div").before(made);
    return made;
  };

  const thank = (form, message) => {
    const said = placeToSpeak(form);
    said.setAttribute("role", "status");
    said.textContent = message;
    form.replaceChildren(said);
    said.focus();
  };

  const complain = (form, message) => {
    const said = placeToSpeak(form);
    const field = form.querySelector("[name=email]");
    said.id ||= `roundup-said-${[...document.querySelectorAll(".roundup-box")].indexOf(form)}`;
    said.setAttribute("role", "alert");
    said.textContent = message;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    field.focus();
  };

  const send = async (form) => {
    const sent = new URLSearchParams(new FormData(form));
    // If the form asked whether another address was meant, pressing again keeps the address as typed.
    sent.set("spelling", sent.get("email") === form.dataset.questioned ? "kept" : "");
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: sent,
      credentials: "omit",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!ANSWERED.includes(answer.status)) throw new Error(`answered ${answer.status}`);
    return answer.json();
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form.roundup-box")) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    form.querySelector("[name=page]").value = location.origin + location.pathname;
    try {
      const { ok, message, questioned } = await send(form);
      if (questioned) form.dataset.questioned = questioned;
      (ok ? thank : complain)(form, message);
    } catch {
      form.submit();
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
})();
