// A button to copy before each snippet; the words come from the element around them.
import { element } from "./page.js";

export function copyButtons(around, words) {
  for (const snippet of around.querySelectorAll("[data-snippet]")) {
    const button = element("button", { type: "button", class: "plain-button" }, [words.copy]);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(snippet.textContent);
      button.textContent = words.copied;
    });
    snippet.previousElementSibling.append(" ", button);
  }
}

for (const around of document.querySelectorAll("[data-copy]")) copyButtons(around, JSON.parse(around.dataset.copy));
