// Fields that take several addresses, with suggestions by mouse and by keyboard: the
// list opens when the cursor is set in the field, arrows choose, Enter takes, Escape
// closes. Anything else can be typed too. A field with data-choose is about one thing
// alone, such as a template: a choice is that of the list with that ID.
"use strict";

for (const input of document.querySelectorAll("input[role=combobox]")) {
  const list = document.getElementById(input.getAttribute("aria-controls"));
  const options = [...list.querySelectorAll("[role=option]")];
  const choose = document.getElementById(input.dataset.choose);
  let active = -1;

  const plain = (text) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const entries = () => input.value.split(/[,;]/).map((entry) => entry.trim());
  const shown = () => options.filter((option) => !option.hidden);

  const mark = (index) => {
    const now = shown();
    active = now.length ? (index + now.length) % now.length : -1;
    for (const option of options) option.setAttribute("aria-selected", "false");
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    now[active].setAttribute("aria-selected", "true");
    now[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", now[active].id);
  };

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  // A whole address that is there already is no search for others.
  const open = () => {
    const there = entries();
    const last = there[there.length - 1];
    const search = options.some((option) => option.dataset.value === last) ? "" : plain(last);
    for (const option of options) {
      option.hidden = !choose && (there.includes(option.dataset.value) || !plain(option.textContent).includes(search));
      option.setAttribute("aria-selected", "false");
    }
    if (!shown().length) return close();
    list.hidden = false;
    active = -1;
    input.setAttribute("aria-expanded", "true");
  };

  const take = (option) => {
    if (choose) {
      close();
      choose.value = option.dataset.value;
      choose.dispatchEvent(new Event("change"));
      return;
    }
    const there = entries();
    const whole = options.some((o) => o.dataset.value === there[there.length - 1]);
    if (!whole) there.pop();
    input.value = [...there.filter((entry) => entry), option.dataset.value].join(",");
    input.setSelectionRange(input.value.length, input.value.length);
    const channel = document.getElementById(input.dataset.channel);
    if (channel) channel.checked = true;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  };

  input.addEventListener("focus", open);
  input.addEventListener("click", open);
  input.addEventListener("input", (event) => { if (event.isTrusted) open(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      take(shown()[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the cursor
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}
