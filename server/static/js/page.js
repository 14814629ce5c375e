// What several pages' scripts need: elements, colours by name, proofs.

// An element with attributes and children; children are elements or texts.
export function element(name, attributes = {}, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// The colour that a custom property stands for now, light or dark, as rgb().
export function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

// The proofs that a page of /why shows, as elements.
export async function proofOf(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const read = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...read.querySelectorAll("main .lead, main .proof:not(.proof .proof)")].map((found) => document.importNode(found, true));
}
