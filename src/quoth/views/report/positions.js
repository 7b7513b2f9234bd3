// Actors by targets: who supports and who opposes what, over time.

const ROWS = 25;
const COLUMNS = 12;
let rowsShown = ROWS;
let columnsShown = COLUMNS;

/** Cells by "actor target": counts by polarity, how many are conditional; with the sums of rows and columns. */
function matrixOf(stances) {
  const cells = new Map();
  const rows = new Map();
  const columns = new Map();
  for (const stance of stances) {
    const key = `${stance.h} ${stance.t}`;
    const cell = cells.get(key) ?? { counts: [0, 0, 0, 0], conditional: 0, total: 0 };
    cell.counts[stance.p] += 1;
    cell.conditional += stance.c;
    cell.total += 1;
    cells.set(key, cell);
    rows.set(stance.h, (rows.get(stance.h) ?? 0) + 1);
    columns.set(stance.t, (columns.get(stance.t) ?? 0) + 1);
  }
  const least = Number(filters.least) || 1;
  const order = (sums, weight) => [...sums].filter(([, sum]) => sum >= least)
    .sort((one, other) => weight(other) - weight(one) || other[1] - one[1] || one[0] - other[0]).map(([at]) => at);
  // Targets on which many take a side come first, then the actors who take most sides on those that are shown.
  const takers = new Map();
  for (const key of cells.keys()) takers.set(Number(key.split(" ")[1]), (takers.get(Number(key.split(" ")[1])) ?? 0) + 1);
  const ordered = order(columns, ([target]) => takers.get(target));
  const seen = new Map();
  const shownTargets = new Set(ordered.slice(0, columnsShown));
  for (const key of cells.keys()) {
    const [actor, target] = key.split(" ").map(Number);
    if (shownTargets.has(target)) seen.set(actor, (seen.get(actor) ?? 0) + 1);
  }
  return { cells, rows: order(rows, ([actor]) => seen.get(actor) ?? 0), columns: ordered };
}

const told = (cell) => POLARITY.map((polarity, at) => [cell.counts[at], polarity]).filter(([number]) => number)
  .map(([number, polarity]) => `${number} ${polarity}`).join(", ") + (cell.conditional ? `, ${cell.conditional} conditional` : "");

function cellLink(cell, actor, target) {
  const [support, oppose, neutral, mixed] = cell.counts;
  const marks = [
    support ? make("span", { class: "support" }, `+${support}`) : null,
    oppose ? make("span", { class: "oppose" }, `−${oppose}`) : null,
    neutral + mixed ? make("span", { class: "soft" }, `·${neutral + mixed}`) : null,
    cell.conditional ? make("small", { title: "conditional" }, "◇") : null,
  ];
  const label = `${actorName(actor)} on ${targetName(target)}: ${told(cell)}`;
  return make("a", { href: `#/cell/${actor}/${target}`, "aria-label": shown(label), title: shown(label) }, marks);
}

function timeline(stances) {
  const dated = stances.filter((stance) => ARTICLES[stance.a].day && stance.p < 2);
  if (new Set(dated.map((stance) => ARTICLES[stance.a].day)).size < 2) return null;
  const points = dated.map((stance) => ({ day: new Date(ARTICLES[stance.a].day), side: POLARITY[stance.p], sign: stance.p ? -1 : 1 }));
  const span = (d3.max(points, (point) => point.day) - d3.min(points, (point) => point.day)) / 864e5;
  const interval = span > 1500 ? "month" : span > 120 ? "week" : "day";
  const colours = getComputedStyle(document.documentElement);
  const figure = Plot.plot({
    width: 900, height: 150, marginLeft: 45, ariaLabel: `Stances by ${interval}: those that support above, those that oppose below`,
    x: { label: null }, y: { label: null, tickFormat: (value) => String(Math.abs(value)), grid: true },
    color: { domain: ["support", "oppose"], range: [colours.getPropertyValue("--support"), colours.getPropertyValue("--oppose")] },
    marks: [
      Plot.rectY(points, Plot.binX({ y: "sum" }, { x: "day", y: "sign", fill: "side", interval })),
      Plot.ruleY([0]),
    ],
  });
  figure.setAttribute("role", "img");
  for (const group of figure.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  return make("figure", { style: "margin: .5rem 0" }, figure, make("figcaption", {}, `Stances by ${interval}: support above the line, oppose below`));
}

function positions() {
  const { stances } = chosen();
  const { cells, rows, columns } = matrixOf(stances);
  const someRows = rows.slice(0, rowsShown);
  const someColumns = columns.slice(0, columnsShown);
  const head = make("tr", {}, make("td", {}), someColumns.map((target) => make("th", { scope: "col", title: shown(targetName(target)) },
    link(`#/target/${target}`, name(targetName(target), { class: "clip" })))));
  const body = someRows.map((actor) => make("tr", {}, make("th", { scope: "row" }, link(`#/actor/${actor}`, name(actorName(actor), { class: "clip" }))),
    someColumns.map((target) => {
      const cell = cells.get(`${actor} ${target}`);
      return make("td", {}, cell ? cellLink(cell, actor, target) : "");
    })));
  const more = (label, act) => make("button", { type: "button", onclick: () => { act(); render(); } }, label);
  const everyRow = () => [...cells].map(([key, cell]) => {
    const [actor, target] = key.split(" ").map(Number);
    return [actorName(actor), targetName(target), ...cell.counts, cell.conditional];
  });
  return [
    make("h2", {}, "Who stands where"),
    stances.length ? timeline(stances) : make("p", { class: "note" }, "Nobody takes a side here: loosen the filters."),
    make("p", { class: "soft" }, `${count(stances.length, "stance")} of ${count(rows.length, "actor")} on ${count(columns.length, "target")}. `
      + "+ supports, − opposes, · neutral or mixed, ◇ conditional. A cell opens the words."),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Position matrix" },
      make("table", { class: "matrix" }, make("caption", {}, "Actors by targets"), make("thead", {}, head), make("tbody", {}, body))),
    make("div", { class: "tools" },
      rows.length > rowsShown ? more(`More actors (${rows.length - rowsShown} left)`, () => { rowsShown += ROWS; }) : null,
      columns.length > columnsShown ? more(`More targets (${columns.length - columnsShown} left)`, () => { columnsShown += COLUMNS; }) : null,
      csvButton("positions", ["actor", "target", ...POLARITY, "conditional"], everyRow)),
  ];
}

async function cellView(actor, target) {
  const rows = chosen().stances.filter((stance) => stance.h === actor && stance.t === target).sort(byDay);
  return [
    make("h2", {}, link(`#/actor/${actor}`, name(actorName(actor))), " on ", link(`#/target/${target}`, name(targetName(target)))),
    make("p", { class: "soft" }, rows.length ? told(matrixOf(rows).cells.get(`${actor} ${target}`) ?? { counts: [0, 0, 0, 0] }) : "nothing in this window"),
    await quotations(rows, stanceEntry),
  ];
}

async function targetView(target) {
  const rows = chosen().stances.filter((stance) => stance.t === target).sort(byDay);
  const { cells } = matrixOf(rows);
  const sides = POLARITY.map((polarity, at) => [polarity, [...cells].filter(([, cell]) => cell.counts[at])]).filter(([, held]) => held.length);
  return [
    make("h2", {}, name(targetName(target)), " ", make("span", { class: "tag" }, TARGETS[target][1])),
    make("div", { class: "columns" }, sides.map(([polarity, held]) => make("section", {}, make("h3", {}, side(polarity)),
      make("ul", {}, held.map(([key, cell]) => make("li", {}, link(`#/cell/${key.replace(" ", "/")}`, name(actorName(Number(key.split(" ")[0])))), `: ${told(cell)}`)))))),
    make("h3", {}, "In their words"),
    await quotations(rows, stanceEntry),
  ];
}
