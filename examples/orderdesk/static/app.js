// The popup works without this script: it adds the live count and errors, takes
// suggestions with a click, and keeps a double click from posting twice.
"use strict";

const form = document.getElementById("popup");

if (form) {
  const field = (name) => form.elements.namedItem(name);
  let timer = 0;
  let asked = 0;

  const ask = async () => {
    const mine = ++asked;
    const response = await fetch(form.dataset.count, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!response.ok || mine !== asked) return;
    const answer = await response.json();
    const count = document.getElementById("count");
    if (count) {
      count.textContent = answer.count;
      document.getElementById("odd").textContent = answer.odd || "";
    }
    for (const place of form.querySelectorAll("[data-error]")) {
      const text = answer.errors[place.dataset.error] || "";
      place.textContent = text;
      const input = field(place.dataset.error);
      if (input && input.setAttribute) input.setAttribute("aria-invalid", text ? "true" : "false");
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => {}), 300);
  };

  form.addEventListener("input", later);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-set]");
    if (!button) return;
    const input = field(button.dataset.add || button.dataset.set);
    const value = button.dataset.value;
    if (button.dataset.set || !input.value.trim()) input.value = value;
    else if (!input.value.split(",").map((v) => v.trim()).includes(value)) input.value = input.value.replace(/[\s,]*$/, "") + "," + value;
    const channel = field(input.name === "to" ? "email" : "sms");
    if (channel) channel.checked = true;
    later();
    input.focus();
  });

  let posted = false;
  form.addEventListener("submit", (event) => {
    if (posted) event.preventDefault();
    posted = true;
  });
  window.addEventListener("pageshow", () => { posted = false; });
}
