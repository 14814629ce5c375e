// The editor: Yasqe instead of the plain field, completion from our own data, the answer in place.
import { copyButtons } from "./copy.js";
import { element } from "./page.js";
import { ways } from "./views.js";

const form = document.getElementById("editor");
const field = document.getElementById("query");
const words = JSON.parse(form.dataset.words);
let yasqe;

const text = () => (yasqe ? yasqe.getValue() : field.value);

// A name with one of the prefixes for an IRI, and the other way round.
function shorten(iri, prefixes) {
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    if (iri.startsWith(namespace) && /^[\w-]+$/.test(iri.slice(namespace.length))) return `${prefix}:${iri.slice(namespace.length)}`;
  }
  return `<${iri}>`;
}

// What is offered fits what is written: its short name, or its label in English or Korean.
function fitting(found, written, prefixes) {
  const asked = written.replace(/^</, "").toLowerCase();
  return found
    .map((term) => ({ ...term, short: shorten(term.iri, prefixes) }))
    .filter((term) => [term.short, term.short.split(":")[1] ?? "", term.label, term.ko, term.iri].some((name) => name.toLowerCase().startsWith(asked)))
    .map((term) => term.short);
}

function completer(name, original, found, prefixes) {
  return {
    ...original,
    name,
    bulk: false,
    persistenceId: null,
    preProcessToken: (_yasqe, token) => ({ ...token, autocompletionString: token.string.trim() }),
    postProcessSuggestion: (_yasqe, _token, chosen) => chosen,
    get: (_yasqe, token) => fitting(found, token?.autocompletionString ?? "", prefixes),
  };
}

// The prefixes that begin as is written; Yasqe declares the first one of them, over and over if it
// were another than the one that was written.
function named(prefixes, token) {
  const written = (token?.autocompletionString ?? token?.string ?? "").trim().split(/\s+/).pop();
  return prefixes.filter((prefix) => prefix.startsWith(written));
}

// Yasqe's own completers ask prefix.cc and LOV: ours take their places, and nothing goes outside.
function completers(Yasqe, terms) {
  const own = Yasqe.Autocompleters;
  const prefixes = Object.entries(terms.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`);
  Yasqe.registerAutocompleter({ ...own.prefixes, name: "ourPrefixes", bulk: false, persistenceId: null, get: (_yasqe, token) => named(prefixes, token) }, false);
  Yasqe.registerAutocompleter(completer("ourClasses", own.class, terms.classes, terms.prefixes), false);
  Yasqe.registerAutocompleter(completer("ourProperties", own.property, terms.properties, terms.prefixes), false);
  return ["ourPrefixes", "ourClasses", "ourProperties", "variables"];
}

// The prefixes that the query uses and does not declare: the server knows ours, other places may not.
function missing(prefixes) {
  const declared = yasqe.getPrefixesFromQuery();
  const used = new Set([...text().replace(/#\+.*$/gm, "").matchAll(/(?<![\w<:?-])([a-z]\w*):/g)].map((found) => found[1]));
  return Object.fromEntries([...used].filter((prefix) => prefixes[prefix] && !(prefix in declared)).map((prefix) => [prefix, prefixes[prefix]]));
}

async function enhance() {
  if (!window.Yasgui) return;
  const answer = await fetch(form.dataset.terms);
  const terms = await answer.json();
  const Yasqe = window.Yasgui.Yasqe;
  yasqe = new Yasqe(document.getElementById("yasqe"), {
    value: field.value,
    autocompleters: completers(Yasqe, terms),
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: false,
    screenReaderLabel: words.query,
    extraKeys: { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-Space": () => yasqe.autocomplete(), Esc: leave, "Shift-Tab": false },
  });
  yasqe.addPrefixes(missing(terms.prefixes));
  form.classList.add("enhanced");
  document.getElementById("editor-keys").hidden = false;
  yasqe.on("change", changed);
  form.yasqe = yasqe;
}

// Tab indents in the field; after Escape it leaves it.
function leave() {
  yasqe.setOption("extraKeys", { ...yasqe.getOption("extraKeys"), Tab: false });
  yasqe.on("blur", () => yasqe.setOption("extraKeys", { ...yasqe.getOption("extraKeys"), Tab: undefined }));
}

// What is written is sent with the form, and stays when the belief is switched.
function changed() {
  field.value = text();
  for (const link of document.querySelectorAll("a[data-belief]")) {
    const address = new URL(link.href);
    address.searchParams.set("query", text());
    address.searchParams.delete("example");
    link.href = address;
  }
  for (const other of document.querySelectorAll("form[data-belief]")) {
    other.querySelectorAll('input[name="query"], input[name="example"]').forEach((input) => input.remove());
    other.append(element("input", { type: "hidden", name: "query", value: text() }));
  }
}

async function run() {
  changed();
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  document.body.classList.add("busy");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("result").replaceWith(document.adoptNode(fresh.getElementById("result")));
    history.replaceState(null, "", address);
    dress();
  } catch {
    document.getElementById("result").replaceChildren(element("p", { class: "notice warning" }, [words.failed]));
  } finally {
    document.body.classList.remove("busy");
  }
}

// What the server's answer gets when there are scripts: other ways to see it, buttons to copy.
function dress() {
  if (document.getElementById("ways")) ways(new URL(location.href), words);
  copyButtons(document, words);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
enhance();
dress();
