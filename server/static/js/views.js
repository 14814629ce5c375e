// The answer to a query as a chart, a graph or a timeline, beside the table that the server made.
import { load } from "./answer.js";
import { colour, element } from "./page.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST = 100;
const YEAR = /^-?\d{4}(-\d\d)?(-\d\d)?(T.*)?$/;

function drawn(name, attributes = {}, children = []) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const isNumber = (term) => term?.type === "literal" && term.value !== "" && Number.isFinite(Number(term.value));
// Years are positions in time, not amounts: by their datatype, the name of their column, or as all of them look like years.
const isYear = (name, terms) => terms.every((term) => /^[12]\d{3}$/.test(term.value)) && (/year|decade|연도|연대/i.test(name) || terms.some((term) => /#g?[Yy]ear$/.test(term.datatype ?? "")) || (terms.length > 1 && terms.every((term) => Number(term.value) >= 1850 && Number(term.value) <= 2100)));
const isDate = (term) => term?.type === "literal" && YEAR.test(term.value);
const column = (answer, fits) => answer.columns.find((name) => answer.rows.some((row) => row[name]) && answer.rows.every((row) => !row[name] || fits(row[name])));
// The most telling name of a row: a text rather than an IRI.
const naming = (answer, but) => {
  const left = answer.columns.filter((name) => !but.includes(name));
  return left.find((name) => answer.rows.some((row) => row[name]?.type === "literal" && !isNumber(row[name]))) ?? left[0];
};

function chart(answer, words) {
  const numbers = answer.columns.filter((name) => column({ ...answer, columns: [name] }, isNumber));
  const years = numbers.filter((name) => isYear(name, answer.rows.map((row) => row[name]).filter(Boolean)));
  const value = numbers.filter((name) => !years.includes(name)).at(-1);
  if (!value && !years.length) return element("p", { class: "notice" }, [words.nochart]);
  const texts = answer.columns.filter((name) => name !== value && !years.includes(name));
  if (years.length && !(value && texts.length)) return overTime(answer, years.at(-1), value, words);
  const name = naming(answer, [value]);
  const rows = answer.rows.filter((row) => row[value]).slice(0, MOST);
  const greatest = Math.max(...rows.map((row) => Number(row[value].value)), 0) || 1;
  const bars = rows.flatMap((row, i) => {
    const width = Math.max((Number(row[value].value) / greatest) * 380, 0);
    return [
      drawn("text", { x: 232, y: i * 24 + 17, "text-anchor": "end" }, [cut(row[name].name, 34)]),
      drawn("rect", { class: "bar", x: 240, y: i * 24 + 5, width, height: 16, rx: 2 }),
      drawn("text", { x: 246 + width, y: i * 24 + 17, class: "tick" }, [row[value].value]),
    ];
  });
  return figure(740, rows.length * 24 + 8, `${name}, ${value}`, bars);
}

// Upright bars on an axis of years: how much a column has of each, or how many rows there are.
function overTime(answer, when, value, words) {
  const sums = new Map();
  for (const row of answer.rows.filter((row) => row[when] && (!value || row[value]))) {
    const year = Number(row[when].value);
    sums.set(year, (sums.get(year) ?? 0) + (value ? Number(row[value].value) : 1));
  }
  const [first, last] = [Math.min(...sums.keys()), Math.max(...sums.keys())];
  const greatest = Math.max(...sums.values()) || 1;
  const wide = Math.min(30, Math.max(4, 640 / (last - first + 1) - 2));
  const x = (year) => 40 + ((year - first) / (last - first || 1)) * 640;
  const bars = [...sums].flatMap(([year, sum]) => {
    const height = Math.max((sum / greatest) * 170, 1);
    return [
      drawn("rect", { class: "bar", x: x(year) - wide / 2, y: 200 - height, width: wide, height, rx: 2 }, [drawn("title", {}, [`${year}: ${sum}`])]),
      drawn("text", { class: "tick", x: x(year), y: 194 - height, "text-anchor": "middle" }, [String(sum)]),
    ];
  });
  const step = [1, 2, 5, 10, 20, 50, 100, 200].find((each) => (last - first) / each <= 12) ?? 500;
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((year) => year % step === 0 || first === last);
  const axis = [drawn("line", { class: "axis", x1: 20, x2: 700, y1: 200, y2: 200 }), ...ticks.flatMap((year) => [
    drawn("line", { class: "axis", x1: x(year), x2: x(year), y1: 200, y2: 205 }),
    drawn("text", { class: "tick", x: x(year), y: 220, "text-anchor": "middle" }, [String(year)]),
  ])];
  const label = value ? `${value}, ${when}` : `${words.rows}: ${when}`;
  return figure(720, 232, label, [...axis, ...bars, drawn("text", { class: "tick", x: 20, y: 14 }, [label])]);
}

function timeline(answer, words) {
  const when = column(answer, isDate);
  if (!when) return element("p", { class: "notice" }, [words.notimeline]);
  const name = naming(answer, [when]);
  const at = (row) => { const [, y, m = 1] = row[when].value.match(/^(-?\d{4})(?:-(\d\d))?/); return Number(y) + (Number(m) - 1) / 12; };
  const rows = answer.rows.filter((row) => row[when]).sort((a, b) => at(a) - at(b)).slice(0, MOST);
  const [first, last] = [at(rows[0]), at(rows.at(-1))];
  const x = (year) => 20 + ((year - first) / (last - first || 1)) * 460;
  const marks = rows.flatMap((row, i) => [
    drawn("line", { class: "axis", x1: x(at(row)), x2: x(at(row)), y1: 24, y2: i * 22 + 40 }),
    drawn("circle", { class: "dot", cx: x(at(row)), cy: i * 22 + 40, r: 5 }),
    drawn("text", { x: x(at(row)) + 10, y: i * 22 + 44 }, [`${row[when].value}  ${cut(row[name].name, 40)}`]),
  ]);
  const axis = [drawn("line", { class: "axis", x1: 20, x2: 480, y1: 24, y2: 24 }), ...[first, last].map((year) => drawn("text", { class: "tick", x: x(year), y: 14 }, [String(Math.floor(year))]))];
  return figure(860, rows.length * 22 + 50, `${name}, ${when}`, [...axis, ...marks]);
}

function figure(width, height, label, children) {
  const image = drawn("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, children);
  return element("div", { class: "figure", tabindex: "0", role: "region", "aria-label": label }, [image]);
}

function graph(answer, words, place) {
  const things = answer.columns.filter((name) => answer.rows.some((row) => row[name]?.type === "uri"));
  const triples = answer.columns.join() === "subject,predicate,object";
  const [from, to] = triples ? ["subject", "object"] : things;
  if (!to || !window.cytoscape) return element("p", { class: "notice" }, [words.nograph]);
  const rows = answer.rows.filter((row) => row[from] && row[to]).slice(0, 4 * MOST);
  const nodes = new Map(rows.flatMap((row) => [row[from], row[to]]).map((term) => [term.value, { data: { id: term.value, label: term.name } }]));
  const edges = rows.map((row, i) => ({ data: { id: `edge ${i}`, source: row[from].value, target: row[to].value, label: triples ? row.predicate.name : "" } }));
  const canvas = element("div", { class: "drawing", role: "img", "aria-label": `${from}, ${to}` });
  place.replaceChildren(canvas);
  const drawing = window.cytoscape({ container: canvas, elements: [...nodes.values(), ...edges], style: sheet(), layout: { name: "cose", animate: false, nodeRepulsion: () => 200000, padding: 20 } });
  canvas.drawing = drawing;
  return canvas;
}

function sheet() {
  const ink = colour("--ink"), line = colour("--line-strong");
  return [
    { selector: "node", style: { "background-color": colour("--celadon"), width: 16, height: 16, label: "data(label)", color: ink, "font-size": 11, "text-valign": "bottom", "text-margin-y": 3 } },
    { selector: "edge", style: { width: 1.5, "line-color": line, "target-arrow-color": line, "target-arrow-shape": "triangle", "curve-style": "bezier", label: "data(label)", color: ink, "font-size": 9, "text-rotation": "autorotate" } },
  ];
}

const DRAW = { chart, graph, timeline };

// Buttons that put a drawing in place of the table and back.
export function ways(page, words) {
  const table = document.getElementById("table-view"), other = document.getElementById("other-view");
  if (!table.querySelector("table")) return;
  let answer;
  const show = async (way) => {
    for (const button of bar.children) button.setAttribute("aria-pressed", String(button.value === way));
    table.hidden = way !== "table";
    other.hidden = way === "table";
    if (way === "table") return;
    try {
      answer ??= await load(page);
      const made = DRAW[way](answer, words, other);
      if (made.parentNode !== other) other.replaceChildren(made);
    } catch {
      other.replaceChildren(element("p", { class: "notice warning" }, [words.failed]));
    }
  };
  const buttons = ["table", ...Object.keys(DRAW)].map((way) => {
    const button = element("button", { type: "button", value: way, "aria-pressed": String(way === "table") }, [words[way]]);
    button.addEventListener("click", () => show(way));
    return button;
  });
  const bar = element("div", { class: "ways", role: "group", "aria-label": words.views }, buttons);
  document.getElementById("ways").replaceChildren(bar);
}
