// The IRI of a term is /ontology#Name: a browser that follows it is led on to the term's own page.
const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
const link = row?.matches("tr") && row.querySelector("th a");
if (link) location.replace(link.href);
