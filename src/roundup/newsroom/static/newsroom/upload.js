// Says that a file is too large as soon as it is chosen: otherwise it would be sent for a minute in vain.
"use strict";

document.addEventListener("change", (event) => {
  const field = event.target;
  const most = Number(field.dataset?.largest);
  if (!most || !field.files) return;
  const isTooLarge = [...field.files].some((file) => file.size > most);
  field.setCustomValidity(isTooLarge ? field.dataset.tellTooLarge : "");
  if (isTooLarge) field.reportValidity();
});
