// The drawing of what is next to a thing: grows by click, lines explain themselves.
// The table on the page says the same; each thing that is added is added there too.
import { colour, element, proofOf } from "./page.js";

const canvas = document.getElementById("graph");
const panel = document.getElementById("panel");
const words = canvas && JSON.parse(canvas.dataset.words);
let drawing;

// The layout begins with a circle and not with chance, so that a thing has the same drawing always.
const LAYOUT = { name: "cose", animate: false, randomize: false, fit: false, nodeDimensionsIncludeLabels: true, padding: 24, nodeRepulsion: () => 20000, idealEdgeLength: () => 70, edgeElasticity: () => 100, gravity: 1, nodeOverlap: 12, componentSpacing: 80 };
const LEGIBLE = 0.78; // Below this zoom labels are too small to be read.
const ROUND = { x: 180, y: 150 }; // What labels and the margin take beyond the middles of things.

async function load(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function sheet() {
  const ink = colour("--ink"), quiet = colour("--quiet"), card = colour("--card"), main = colour("--celadon");
  const font = getComputedStyle(document.body).fontFamily;
  return [
    { selector: "node", style: { "background-color": colour("--celadon-pale"), "border-color": colour("--celadon-glaze"), "border-width": 1.5, width: 26, height: 26, label: "data(label)", color: ink, "font-family": font, "font-size": 13, "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "wrap", "text-max-width": 110, "text-background-color": card, "text-background-opacity": 0.85, "text-background-padding": 2 } },
    { selector: "node.grown", style: { "background-color": colour("--celadon-glaze") } },
    { selector: "node.centre", style: { "background-color": main, width: 36, height: 36, "font-weight": "bold" } },
    { selector: "edge", style: { "curve-style": "bezier", width: 2, "line-color": "data(colour)", "target-arrow-color": "data(colour)", "target-arrow-shape": "triangle", "arrow-scale": 0.9, label: "data(label)", "font-family": font, "font-size": 11, color: quiet, "text-rotation": "autorotate", "text-background-color": card, "text-background-opacity": 0.85, "text-background-padding": 1 } },
    { selector: "edge.inferred", style: { "line-style": "dashed", width: 1.5 } },
    { selector: ":selected", style: { "border-color": main, "border-width": 4, "line-color": main, "target-arrow-color": main, width: 4, color: ink } },
    { selector: "node:selected", style: { width: 36, height: 36 } },
  ];
}

// The colour of the first source that is believed is that of its class; what is inferred has none.
function sourceColour(edge) {
  if (edge.inferred) return colour("--quiet");
  const probe = element("span", { class: `source ${edge.sources[0].style}`, hidden: "" });
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function add(found) {
  const fresh = [];
  for (const node of found.nodes) {
    if (!drawing.getElementById(node.id).length) fresh.push({ group: "nodes", data: node });
  }
  for (const edge of found.edges) {
    if (drawing.getElementById(edge.id).length) continue;
    fresh.push({ group: "edges", data: { ...edge, colour: sourceColour(edge) }, classes: edge.inferred ? "inferred" : "" });
  }
  drawing.add(fresh);
  return fresh.filter((item) => item.group === "edges").map((item) => item.data);
}

function row(edge) {
  const at = (id) => drawing.getElementById(id).data();
  const thing = (node) => element("td", {}, [element("a", { href: node.centre }, [node.label])]);
  const why = edge.why ? [element("a", { class: "why", href: edge.why }, [words.why])] : [];
  return element("tr", {}, [thing(at(edge.source)), element("td", {}, [edge.label]), thing(at(edge.target)), element("td", {}, said(edge)), element("td", {}, why)]);
}

function said(edge) {
  const inferred = edge.inferred ? [element("span", { class: "inferred" }, [words.inferred]), " "] : [];
  return [...inferred, ...edge.sources.flatMap((source) => [chip(source), " "])];
}

function chip(source) {
  const look = `source ${source.style}${source.alleged ? " alleged" : ""}${source.believed ? "" : " unbelieved"}`;
  const title = source.hint + (source.believed ? "" : ` – ${words.unbelieved}`);
  return element("a", { class: look, href: source.href, title }, [source.name + (source.alleged ? `, ${words.alleged}` : "")]);
}

async function grow(node) {
  if (node.hasClass("grown")) return;
  node.addClass("grown");
  const address = new URL(canvas.dataset.from, location.href);
  address.searchParams.set("iri", node.id());
  try {
    const found = await load(address);
    const added = add(found);
    if (added.length) arrange(node);
    document.querySelector("#edges tbody").append(...added.map(row));
    const told = element("p", { class: "quiet" }, [words.added.replace("{n}", added.length) + (found.cut ? ` ${words.cut}` : "")]);
    panel.append(told);
  } catch {
    node.removeClass("grown");
    panel.append(element("p", { class: "notice warning" }, [words.failed]));
  }
}

// What is new is laid out around the thing that grew; the canvas grows with it, so that nothing is cut off.
function arrange(node) {
  const fresh = drawing.nodes().filter((other) => other.position("x") === 0 && other.position("y") === 0 && other !== node);
  encircle(node, fresh);
  drawing.layout(LAYOUT).run();
  heighten();
  look(drawing.nodes());
}

// Brings things together across until they fit the canvas, as much apart down, and makes that as high as they need.
function heighten() {
  const part = Math.min(1, room("x") / extent("x"));
  drawing.nodes().forEach((node) => node.position({ x: node.position("x") * part, y: node.position("y") / Math.max(part, 0.4) }));
  const needed = Math.ceil((extent("y") + ROUND.y) * LEGIBLE);
  if (needed <= canvas.clientHeight) return;
  canvas.style.height = `${needed}px`;
  drawing.resize();
}

// How far apart the things are, and how far they may be to fit the canvas and be read.
function extent(axis) {
  const places = drawing.nodes().map((node) => node.position(axis));
  return Math.max(...places) - Math.min(...places) || 1;
}

const room = (axis) => (axis === "x" ? canvas.clientWidth : canvas.clientHeight) / LEGIBLE - ROUND[axis];

function encircle(node, others) {
  const centre = { ...node.position() };
  others.forEach((other, i) => {
    const turn = (2 * Math.PI * i) / others.length + 0.3;
    other.position({ x: centre.x + 130 * Math.cos(turn), y: centre.y + 130 * Math.sin(turn) });
  });
}

// Moves things together, across and down by themselves, until all fit the canvas and can be read.
function squeeze() {
  for (const axis of ["x", "y"]) {
    const part = room(axis) / extent(axis);
    if (part < 1) drawing.nodes().forEach((node) => node.position(axis, node.position(axis) * part));
  }
}

// Shows all if that can be read, else as much as can be around some things.
function look(things) {
  drawing.fit(undefined, 24);
  if (drawing.zoom() > LEGIBLE) return;
  drawing.zoom(LEGIBLE);
  drawing.center(things);
}

function showNode(node) {
  const data = node.data();
  const links = data.href ? [element("a", { href: data.href }, [words.page])] : [];
  const button = element("button", { type: "button", class: "plain-button" }, [words.grow]);
  button.addEventListener("click", () => grow(node));
  panel.replaceChildren(element("h2", {}, [data.label]), element("p", { class: "quiet" }, [data.kind]), element("p", {}, links), ...(node.hasClass("grown") ? [] : [button]));
}

async function showEdge(edge) {
  const data = edge.data();
  const title = `${edge.source().data("label")} — ${data.label} → ${edge.target().data("label")}`;
  panel.replaceChildren(element("h2", {}, [title]), element("p", {}, said(data)));
  await explain(data.why, title);
}

// The proof is that of the page /why, whose address the link keeps.
async function explain(address, title) {
  if (!address) return;
  try {
    const proof = await proofOf(address);
    if (panel.querySelector("h2")?.textContent !== title) return;
    panel.append(...proof);
  } catch {
    panel.append(element("p", { class: "notice warning" }, [words.failed]));
  }
  panel.append(element("p", {}, [element("a", { href: address }, [words.why])]));
}

function choose(item) {
  drawing.elements().unselect();
  item.select();
}

function toward(key) {
  const from = drawing.$("node:selected")[0] ?? drawing.$("node.centre")[0];
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const start = from.position();
  let best = null, least = Infinity;
  drawing.nodes().forEach((node) => {
    const x = node.position("x") - start.x, y = node.position("y") - start.y;
    const along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along > 1 && along + 2 * aside < least) [best, least] = [node, along + 2 * aside];
  });
  return best ?? from;
}

function nextEdge() {
  const edge = drawing.$("edge:selected")[0];
  const node = drawing.$("node:selected")[0] ?? canvas.from ?? drawing.$("node.centre")[0];
  canvas.from = node;
  const edges = node.connectedEdges().toArray();
  return edges[(edges.indexOf(edge) + 1) % edges.length];
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.startsWith("Arrow")) { choose(toward(event.key)); canvas.from = null; }
  else if (event.key === "Enter") drawing.$("node:selected").forEach(grow);
  else if (event.key.toLowerCase() === "e") choose(nextEdge());
  else if (event.key === "+") drawing.zoom({ level: drawing.zoom() * 1.2, renderedPosition: middle() });
  else if (event.key === "-" || event.key === "−") drawing.zoom({ level: drawing.zoom() / 1.2, renderedPosition: middle() });
  else if (event.key === "0") drawing.fit(undefined, 24);
  else return;
  event.preventDefault();
}

const middle = () => ({ x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 });

async function start() {
  document.querySelector(".explorer").hidden = false;
  document.getElementById("graph-keys").hidden = false;
  const found = await load(canvas.dataset.from);
  drawing = cytoscape({ container: canvas, style: sheet(), minZoom: 0.2, maxZoom: 3 });
  add(found);
  const centre = drawing.getElementById(found.centre).addClass("centre grown");
  encircle(centre, drawing.nodes().not(centre));
  drawing.layout(LAYOUT).run();
  squeeze();
  look(drawing.nodes());
  drawing.on("select", "node", (event) => showNode(event.target));
  drawing.on("select", "edge", (event) => showEdge(event.target));
  drawing.on("tap", "node", (event) => grow(event.target));
  canvas.addEventListener("keydown", key);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawing.style(sheet()));
  document.getElementById("edges").addEventListener("click", (event) => {
    const link = event.target.closest("a.why");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const title = [...link.closest("tr").cells].slice(0, 3).map((cell) => cell.textContent.trim()).join(" ");
    panel.replaceChildren(element("h2", { tabindex: "-1" }, [title]));
    panel.firstChild.focus();
    explain(link.href, title);
  });
}

if (canvas) start();
