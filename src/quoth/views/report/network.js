// Congruence and conflict: actors who hold the same side, or opposite ones, on the same targets. Drawn with D3.

let mode = "congruence";
let least = 1;
const MOST = 60;

/** Pairs of actors with the number of targets on which they agree, or disagree; each target counts once. */
function pairsOf(stances, agreeing) {
  const holding = new Map();
  for (const stance of stances.filter((each) => each.p < 2)) {
    const sides = holding.get(stance.t) ?? [new Set(), new Set()];
    sides[stance.p].add(stance.h);
    holding.set(stance.t, sides);
  }
  const pairs = new Map();
  for (const sides of holding.values()) {
    const found = new Set();
    const join = (one, other) => { if (one !== other) found.add(one < other ? `${one} ${other}` : `${other} ${one}`); };
    if (agreeing) for (const held of sides) for (const one of held) for (const other of held) join(one, other);
    if (!agreeing) for (const one of sides[0]) for (const other of sides[1]) join(one, other);
    for (const key of found) pairs.set(key, (pairs.get(key) ?? 0) + 1);
  }
  return [...pairs].map(([key, weight]) => ({ one: Number(key.split(" ")[0]), other: Number(key.split(" ")[1]), weight }))
    .sort((one, other) => other.weight - one.weight || one.one - other.one || one.other - other.other);
}

function drawing(pairs) {
  const strength = new Map();
  for (const { one, other, weight } of pairs) for (const at of [one, other]) strength.set(at, (strength.get(at) ?? 0) + weight);
  const nodes = [...strength].sort((one, other) => other[1] - one[1]).slice(0, MOST).map(([at, sum]) => ({ id: at, sum }));
  const kept = new Set(nodes.map((node) => node.id));
  const links = pairs.filter(({ one, other }) => kept.has(one) && kept.has(other)).map(({ one, other, weight }) => ({ source: one, target: other, weight }));
  const [width, height] = [960, 600];
  d3.forceSimulation(nodes).force("link", d3.forceLink(links).id((node) => node.id).distance(90))
    .force("charge", d3.forceManyBody().strength(-220)).force("x", d3.forceX(width / 2).strength(0.07)).force("y", d3.forceY(height / 2).strength(0.1))
    .force("collide", d3.forceCollide(22)).stop().tick(250);
  const inside = (value, most) => Math.max(20, Math.min(most - 20, value));
  for (const node of nodes) { node.x = inside(node.x, width - 80); node.y = inside(node.y, height); }
  const svg = d3.create("svg").attr("viewBox", [0, 0, width, height]).attr("class", "network").attr("role", "group")
    .attr("aria-label", `The ${mode} network; the table below holds the same pairs`);
  const all = svg.append("g").attr("class", mode);
  svg.call(d3.zoom().scaleExtent([0.5, 6]).on("zoom", (event) => all.attr("transform", event.transform)));
  all.selectAll("line").data(links).join("line").attr("x1", (l) => l.source.x).attr("y1", (l) => l.source.y)
    .attr("x2", (l) => l.target.x).attr("y2", (l) => l.target.y).attr("stroke-width", (l) => 1 + Math.sqrt(l.weight));
  const node = all.selectAll("a").data(nodes).join("a").attr("href", (n) => `#/actor/${n.id}`).attr("aria-label", (n) => shown(actorName(n.id)))
    .attr("transform", (n) => `translate(${n.x},${n.y})`);
  node.append("circle").attr("r", (n) => 4 + Math.sqrt(n.sum));
  node.append("text").attr("x", 9).attr("y", 4).text((n) => shown(actorName(n.id).slice(0, 40)));
  return svg.node();
}

function network() {
  const pairs = pairsOf(chosen().stances, mode === "congruence").filter((pair) => pair.weight >= least);
  const choose = make("select", { onchange: (event) => { mode = event.target.value; render(); } },
    ["congruence", "conflict"].map((each) => make("option", { value: each, selected: each === mode }, each)));
  const atLeast = make("input", { type: "number", min: 1, value: least, onchange: (event) => { least = Number(event.target.value) || 1; render(); } });
  return [
    make("h2", {}, "Network of actors"),
    make("div", { class: "tools" }, make("label", {}, "Show ", choose), make("label", {}, "shared targets at least ", atLeast)),
    make("p", { class: "soft" }, "Two actors are tied where they hold the same side (congruence) or opposite sides (conflict) on a target; each target counts once."
      + ` Neutral and mixed stances take no side. The ${MOST} strongest actors are drawn.`),
    pairs.length ? drawing(pairs) : make("p", { class: "note" }, "No two actors share a target here."),
    table("Pairs", mode, [
      ["actor", (pair) => link(`#/actor/${pair.one}`, name(actorName(pair.one))), (pair) => actorName(pair.one)],
      ["actor ", (pair) => link(`#/actor/${pair.other}`, name(actorName(pair.other))), (pair) => actorName(pair.other)],
      ["shared targets", (pair) => String(pair.weight)]], pairs, 20),
  ];
}
