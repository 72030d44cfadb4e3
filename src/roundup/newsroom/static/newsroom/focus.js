// Shows at once what readers will see of a picture, and lets editors drag its focus. Everything works without it.
"use strict";

(() => {
  // Left, top, width and height of a cut, as shares of the whole picture.
  const boxOf = (point, shape) => point.dataset[shape].split(" ").map((part) => Number(part) / 1000);
  const percent = (share) => `${100 * share}%`;

  // Shows the part of the whole picture that a cut would show, so that no cut has to be made.
  const showCut = (cut, whole, [left, top, width, height]) => {
    const image = cut.querySelector("img");
    if (image.src !== whole.src) {
      image.src = whole.src;
      image.loading = "eager";
    }
    const ratio = whole.getAttribute("width") / whole.getAttribute("height");
    cut.style.aspectRatio = String((ratio * width) / height);
    Object.assign(image.style, {
      position: "absolute",
      maxWidth: "none",
      width: percent(1 / width),
      height: percent(1 / height),
      left: percent(-left / width),
      top: percent(-top / height),
    });
  };

  const showFrame = (whole, [left, top, width, height]) => {
    const holder = whole.parentElement;
    let frame = holder.querySelector(".crop-frame");
    if (!frame) {
      frame = document.createElement("div");
      frame.className = "crop-frame";
      whole.after(frame);
    }
    Object.assign(frame.style, {
      left: percent(left), top: percent(top), width: percent(width), height: percent(height),
    });
  };

  // Until another point is chosen, the page shows the cuts themselves, and only the frame is missing.
  const show = (crop, isChosen) => {
    const point = crop.querySelector("input:checked");
    const whole = crop.querySelector(".crop-whole > img");
    if (!point) return;
    showFrame(whole, boxOf(point, crop.dataset.crop));
    if (!isChosen) return;
    for (const cut of crop.querySelectorAll("[data-cut]")) showCut(cut, whole, boxOf(point, cut.dataset.cut));
  };

  const choose = (crop, event) => {
    const area = crop.querySelector(".crop-whole").getBoundingClientRect();
    const third = (at, start, length) => Math.min(2, Math.max(0, Math.floor((3 * (at - start)) / length)));
    const place = 3 * third(event.clientY, area.top, area.height) + third(event.clientX, area.left, area.width);
    const point = crop.querySelectorAll("input")[place];
    if (point.checked) return;
    point.checked = true;
    point.dispatchEvent(new Event("input", { bubbles: true }));
    point.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // One set of listeners serves all pictures, including those that come later.
  let dragged = null;
  document.addEventListener("change", (event) => {
    const crop = event.target.closest?.("[data-crop]");
    if (crop) show(crop, true);
  });
  document.addEventListener("pointerdown", (event) => {
    dragged = event.target.closest?.(".crop-whole")?.closest("[data-crop]") ?? null;
  });
  document.addEventListener("pointermove", (event) => { if (dragged && event.buttons) choose(dragged, event); });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => { dragged = null; });

  const showAll = (within) => { for (const crop of within.querySelectorAll("[data-crop]")) show(crop, false); };
  showAll(document);
  document.addEventListener("htmx:load", (event) => showAll(event.target));
})();
