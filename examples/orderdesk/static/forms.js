// Buttons that write into a field, and forms that are posted once.
"use strict";

let written = null; // the field with tags that had the cursor last

document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-tags]")) written = event.target;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert], [data-set]");
  if (!button) return;
  let input = document.getElementById(button.dataset.set);
  if (input) {
    input.value = button.dataset.value;
  } else {
    input = written || document.querySelector("textarea[data-tags]");
    input.setRangeText(button.dataset.insert, input.selectionStart, input.selectionEnd, "end");
  }
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
});

for (const list of document.querySelectorAll("select[data-submits]")) {
  list.addEventListener("change", () => document.getElementById(list.dataset.submits).click());
}

for (const form of document.querySelectorAll("form[method=post]")) {
  let posted = false;
  form.addEventListener("submit", (event) => {
    if (posted) event.preventDefault();
    posted = true;
  });
  window.addEventListener("pageshow", () => { posted = false; });
}
