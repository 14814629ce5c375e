// "why?" opens the proof in its place; a second press closes it. Without this file it is a page.

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-why]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.getAttribute("aria-expanded") === "true") return close(link);
  link.setAttribute("aria-expanded", "true");
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    open(link, document.adoptNode(page.querySelector("#proof") ?? page.querySelector("main")));
  } catch {
    location.assign(link.href);
  }
});

function open(link, proof) {
  if (link.getAttribute("aria-expanded") !== "true") return;
  proof.id = `proof-${crypto.randomUUID?.() ?? Date.now()}`;
  link.setAttribute("aria-controls", proof.id);
  const row = link.closest("tr");
  let box = document.createElement("div");
  box.className = "why-box";
  box.append(proof);
  if (row) {
    const [wide, cell] = [document.createElement("tr"), document.createElement("td")];
    cell.colSpan = 99;
    cell.append(proof);
    wide.className = "why-row";
    wide.append(cell);
    grow(row, 1);
    row.after(wide);
    box = wide;
  } else {
    link.closest("p, li, div").after(box);
  }
  link.box = box;
  proof.tabIndex = -1;
  proof.focus({ preventScroll: true });
  box.scrollIntoView({ block: "nearest" });
}

function close(link) {
  link.setAttribute("aria-expanded", "false");
  link.removeAttribute("aria-controls");
  if (link.closest("tr") && link.box) grow(link.closest("tr"), -1);
  link.box?.remove();
}

// The heading of a group of rows spans the proof, too.
function grow(row, by) {
  const heading = row.parentElement.querySelector("th[rowspan]");
  if (heading) heading.rowSpan += by;
}
