// "Believe only…" and the facets of lists at once: fetch the page for the new choice and put it in
// place of the old one. Without this file they are links and forms with buttons. A page with scripts
// of its own is loaded anew.

const PARTS = ["main", ".belief-line", ".menu", ".masthead", ".on-paper"];
const withoutHash = (address) => address.split("#")[0];
let shown = withoutHash(location.href);
let latest = 0;

document.documentElement.classList.add("scripted");

// On a narrow screen the list comes first: facets stay closed until one is chosen or opened.
if (matchMedia("(max-width: 52rem)").matches) {
  for (const facet of document.querySelectorAll(".facets > details")) {
    if (!facet.querySelector("input:checked")) facet.open = false;
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-belief], form.facets");
  if (!form || keepsLast(form, event.target)) return;
  const { name, value } = event.target;
  const place = form.matches(".facets") ? `.facets input[name="${CSS.escape(name)}"]` : ".belief input";
  choose(addressOf(form), `${place}[value="${CSS.escape(value)}"]`);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-belief]");
  if (!form) return;
  event.preventDefault();
  choose(addressOf(form));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-belief]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  choose(link.href, `.belief a[data-belief][href="${CSS.escape(link.getAttribute("href"))}"]`);
});

// Going to a heading of the page is no other choice.
addEventListener("popstate", () => {
  if (withoutHash(location.href) !== shown) show(location.href);
});

// Of the sources one stays ticked: to believe none is no choice, and would show the default again.
function keepsLast(form, box) {
  if (!form.matches("[data-belief]") || new FormData(form).getAll("trust").length) return false;
  box.checked = true;
  form.querySelector(".least").hidden = false;
  return true;
}

function addressOf(form) {
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form)).toString();
  return address.href;
}

async function choose(address, focused) {
  if (await show(address, focused)) history.pushState(null, "", address);
}

async function show(address, focused) {
  if (document.querySelector("script[src]:not([data-stays])")) {
    location.assign(address);
    return false;
  }
  const turn = ++latest;
  document.body.classList.add("busy");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== latest) return false;
    replace(fresh, focused);
    shown = withoutHash(address);
    return true;
  } catch {
    location.assign(address);
    return false;
  } finally {
    if (turn === latest) document.body.classList.remove("busy");
  }
}

function replace(fresh, focused) {
  const panel = document.querySelector(".belief");
  const list = document.querySelector(".switch-list.others");
  const state = { open: panel?.open, top: list?.scrollTop };
  const facets = facetsNow();
  const at = document.activeElement?.getBoundingClientRect().top;
  for (const part of PARTS) {
    const [old, next] = [document.querySelector(part), fresh.querySelector(part)];
    if (old && next) old.replaceWith(document.adoptNode(next));
  }
  document.title = fresh.title;
  document.querySelector("main").classList.add("changed");
  const now = document.querySelector(".belief");
  if (now && state.open) now.open = true;
  const others = document.querySelector(".switch-list.others");
  if (others) others.scrollTop = state.top ?? 0;
  facetsAgain(facets);
  if (focused) focusAgain(document.querySelector(focused), at);
  announce();
}

// What had the focus has it again, at the same height of the screen.
function focusAgain(element, at) {
  element?.focus({ preventScroll: true });
  if (element?.closest(".facets")) scrollBy(0, element.getBoundingClientRect().top - at);
}

// Which facets are open and how far their lists are scrolled, by their names.
function facetsNow() {
  const found = [...document.querySelectorAll("[data-facet]")];
  return new Map(found.map((facet) => [facet.dataset.facet, { open: facet.open, top: facet.querySelector(".more")?.scrollTop ?? 0 }]));
}

function facetsAgain(before) {
  for (const facet of document.querySelectorAll("[data-facet]")) {
    const state = before.get(facet.dataset.facet);
    if (!state) continue;
    facet.open = state.open;
    const list = facet.querySelector(".more");
    if (list) list.scrollTop = state.top;
  }
}

function announce() {
  const listed = document.querySelector("#listed")?.textContent ?? "";
  const told = document.querySelector(".believed")?.textContent ?? "";
  const change = document.querySelector(".change")?.textContent ?? "";
  document.querySelector("#announcement").textContent = `${told} ${change} ${listed}`.replace(/\s+/g, " ").trim();
}
