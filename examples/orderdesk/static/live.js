// Pages work without this script. With it, what the server says of a form comes as
// somebody types: a form with data-live is posted to that address, and an element
// with data-poll asks its address now and then. The answer's elements with a
// data-slot take the place of the page's.
"use strict";

const place = (html) => {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of answer.querySelectorAll("[data-slot]")) {
    const old = document.querySelector(`[data-slot="${fresh.dataset.slot}"]`);
    if (!old) continue;
    if (old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
    const input = fresh.dataset.for && document.getElementById(fresh.dataset.for);
    if (input) input.setAttribute("aria-invalid", old.textContent.trim() ? "true" : "false");
  }
};

for (const form of document.querySelectorAll("form[data-live]")) {
  let timer = 0;
  let asked = 0;

  const ask = async () => {
    const mine = ++asked;
    const values = [...new FormData(form)].filter(([, value]) => typeof value === "string"); // uploads wait for the button
    const response = await fetch(form.dataset.live, { method: "POST", body: new URLSearchParams(values) });
    if (!response.ok) return;
    const html = await response.text();
    if (mine === asked) place(html); // otherwise a later one is under way
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => {}), 300);
  });
}

for (const element of document.querySelectorAll("[data-poll]")) {
  const ask = async () => {
    if (document.hidden) return;
    const response = await fetch(element.dataset.poll);
    if (response.ok) place(await response.text());
  };
  setInterval(() => ask().catch(() => {}), 2000);
}
