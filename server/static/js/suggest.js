// Suggestions under every search box, by the combobox pattern of WAI-ARIA, and under every field with
// data-suggest, whose form is sent with the thing that is chosen. Without this file the box is a
// form. Events are taken at the document, for the header is replaced when the belief switches.

const WAIT_MS = 120;
let timer = 0;
let turn = 0;
let count = 0;

const boxOf = (target) => target.closest?.('form[role="search"] input[type="search"], input[data-suggest]');
const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
const optionsOf = (box) => [...(listOf(box)?.children ?? [])];

document.addEventListener("input", (event) => {
  const box = boxOf(event.target);
  if (!box) return;
  clearTimeout(timer);
  timer = setTimeout(() => ask(box), WAIT_MS);
});

document.addEventListener("keydown", (event) => {
  const box = boxOf(event.target);
  if (!box || event.isComposing || !isOpen(box)) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    move(box, step);
  } else if (event.key === "Escape") {
    event.preventDefault();
    close(box);
  } else if (event.key === "Enter") {
    const chosen = optionsOf(box).find((option) => option.getAttribute("aria-selected") === "true");
    if (chosen) {
      event.preventDefault();
      location.assign(chosen.dataset.href);
    }
  }
});

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.('.suggestions [role="option"]');
  if (!option) return;
  event.preventDefault();
  location.assign(option.dataset.href);
});

document.addEventListener("focusout", (event) => {
  const box = boxOf(event.target);
  if (box) close(box);
});

async function ask(box) {
  const text = box.value.trim();
  const mine = ++turn;
  if (!text) return close(box);
  const given = new URLSearchParams(new FormData(box.form));
  given.set("q", text);
  const address = `/search/suggest?${given}`;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { suggestions } = await answer.json();
    if (mine === turn && document.activeElement === box) show(box, suggestions);
  } catch {
    close(box); // the form still works
  }
}

function show(box, suggestions) {
  const list = listOf(box) ?? made(box);
  list.replaceChildren(...suggestions.map((item, number) => option(box, list, item, number)));
  list.hidden = suggestions.length === 0;
  box.setAttribute("aria-expanded", String(!list.hidden));
  box.removeAttribute("aria-activedescendant");
}

function made(box) {
  const list = document.createElement("ul");
  list.id = `suggestions-${++count}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.getAttribute("aria-label") ?? box.labels[0].textContent);
  box.after(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  return list;
}

function option(box, list, item, number) {
  const element = document.createElement("li");
  element.id = `${list.id}-${number}`;
  element.dataset.href = "suggest" in box.dataset ? sent(box, item.iri) : kept(item.href);
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", "false");
  for (const part of ["label", "name", "kind"]) {
    if (!item[part]) continue;
    const span = document.createElement("span");
    span.className = part;
    span.textContent = item[part];
    element.append(span, " ");
  }
  return element;
}

function sent(box, iri) {
  const address = new URL(box.form.action);
  address.search = new URLSearchParams(new FormData(box.form));
  address.searchParams.set(box.name, iri);
  return address.href;
}

function kept(href) {
  const address = new URL(href, location.href);
  if (address.origin !== location.origin) return address.href;
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (["view", "trust", "lang"].includes(name)) address.searchParams.append(name, value);
  }
  return address.href;
}

function move(box, step) {
  const options = optionsOf(box);
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length;
  options.forEach((option, number) => option.setAttribute("aria-selected", String(number === next)));
  box.setAttribute("aria-activedescendant", options[next].id);
  options[next].scrollIntoView({ block: "nearest" });
}

function isOpen(box) {
  return box.getAttribute("aria-expanded") === "true";
}

function close(box) {
  const list = listOf(box);
  if (!list) return;
  list.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}
