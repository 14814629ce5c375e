// The answer to the query of a page as rows of terms, each with the name that a drawing shows.

const MOST_NAMED = 800;
const TRIPLE = /^(\S+) <([^>]*)> (?:<([^>]*)>|(_:\S+)|"((?:[^"\\]|\\.)*)"\S*) \.$/;
const NAMES = ["rdfs:label", "skos:prefLabel", "schema:name", "foaf:name"];
const PREFIXES = `PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>`;

// The rows of a query's answer in what the page believes; those of triples have three columns.
export async function load(page) {
  const isTriples = Boolean(document.querySelector("[data-form='triples']"));
  const asked = await ask(page, page.searchParams.get("query"), isTriples ? "application/n-triples" : "application/sparql-results+json");
  const answer = isTriples ? triples(await asked.text()) : solutions(await asked.json());
  await name(answer.rows, page);
  return answer;
}

async function ask(page, query, accept) {
  const form = new URLSearchParams({ query });
  for (const [key, value] of page.searchParams) if (["view", "trust"].includes(key)) form.append(key, value);
  const answer = await fetch("/sparql", { method: "POST", body: form, headers: { Accept: accept } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer;
}

const solutions = (found) => ({ columns: found.head.vars ?? [], rows: found.results?.bindings ?? [] });

function triples(text) {
  const read = text.split("\n").map((line) => TRIPLE.exec(line)).filter(Boolean);
  const node = (iri, blank) => (iri ? { type: "uri", value: iri } : { type: "bnode", value: blank });
  const rows = read.map(([, subject, predicate, iri, blank, literal]) => ({
    subject: subject.startsWith("<") ? node(subject.slice(1, -1)) : node("", subject),
    predicate: node(predicate),
    object: literal === undefined ? node(iri, blank) : { type: "literal", value: JSON.parse(`"${literal}"`) },
  }));
  return { columns: ["subject", "predicate", "object"], rows };
}

// One query asks for the labels of all things; what has none is called by the end of its IRI.
async function name(rows, page) {
  const terms = rows.flatMap((row) => Object.values(row));
  const iris = [...new Set(terms.filter((term) => term.type === "uri").map((term) => term.value))].slice(0, MOST_NAMED);
  const names = iris.length ? await labels(iris, page) : new Map();
  for (const term of terms) term.name = term.type === "uri" ? (names.get(term.value) ?? ending(term.value)) : term.value;
}

async function labels(iris, page) {
  const things = iris.map((iri) => `<${iri}>`).join(" ");
  const query = `${PREFIXES}\nSELECT ?thing ?property ?name WHERE { VALUES ?thing { ${things} } VALUES ?property { ${NAMES.join(" ")} } ?thing ?property ?name }`;
  const found = await (await ask(page, query, "application/sparql-results+json")).json();
  const ranked = found.results.bindings.map((row) => ({ ...row, rank: rank(row) })).sort((a, b) => b.rank - a.rank || (a.name.value < b.name.value ? 1 : -1));
  return new Map(ranked.map((row) => [row.thing.value, row.name.value]));
}

// Lower is better: the page's language before English before others; of these a label before others.
function rank({ property, name }) {
  const language = [document.documentElement.lang, "en", undefined].indexOf(name["xml:lang"]);
  return (language < 0 ? 3 : language) * 10 + (property.value.endsWith("#label") ? 0 : 1);
}

function ending(iri) {
  const last = iri.split(/[/#]/).filter(Boolean).pop() ?? iri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
