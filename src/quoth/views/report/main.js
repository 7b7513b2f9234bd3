// Routes and filters: the address after # is the whole state of the page, so that every view can be linked to.

const VIEWS = [["positions", "Positions"], ["actors", "Actors"], ["terms", "Terms"], ["contradictions", "Contradictions"],
  ["network", "Network"], ["articles", "Articles"], ["run", "Run"]];
const HOMES = { cell: "positions", target: "positions", actor: "actors", article: "articles" };
let afterwards = null;
let drawn = 0;

function route() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  Object.assign(filters, DEFAULTS, Object.fromEntries([...new URLSearchParams(query ?? "")].filter(([key]) => key in DEFAULTS)));
  return path.split("/").map((piece) => { try { return decodeURIComponent(piece); } catch { return piece; } });
}

/** The address of a view with the filters as they are. */
function address(path) {
  const set = Object.entries(filters).filter(([key, value]) => value !== DEFAULTS[key]);
  return `#/${path}${set.length ? `?${new URLSearchParams(set)}` : ""}`;
}

const pathNow = () => location.hash.replace(/^#\/?/, "").split("?")[0] || "positions";

async function view([place, ...rest]) {
  const known = (at, list) => Number.isInteger(at) && at >= 0 && at < list.length;
  const [one, other] = rest.map(Number);
  if (place === "cell" && known(one, ACTORS) && known(other, TARGETS)) return cellView(one, other);
  if (place === "target" && known(one, TARGETS)) return targetView(one);
  if (place === "actor" && known(one, ACTORS)) return actorView(one);
  if (place === "article") return articleView(rest[0], rest[1]);
  if (place === "actors") return actorList();
  if (place === "terms") return terms();
  if (place === "contradictions") return contradictionsView();
  if (place === "network") return network();
  if (place === "articles") return articleList();
  if (place === "run") return runView();
  return positions();
}

function runView() {
  const rules = DATA.rules.map(([rule, action, number]) => ({ rule, action, number }));
  return [make("h2", {}, "The run"), byId("run-view").content.cloneNode(true), table("What the rules did", "rules", [
    ["rule", (row) => row.rule], ["action", (row) => row.action], ["items", (row) => String(row.number)]], rules)];
}

async function render() {
  const mine = ++drawn;
  const [place, ...rest] = route();
  showFilters();
  for (const each of byId("views").children) {
    const current = each.dataset.view === (HOMES[place] ?? (VIEWS.some(([known]) => known === place) ? place : "positions"));
    each.href = address(each.dataset.view);
    if (current) each.setAttribute("aria-current", "page"); else each.removeAttribute("aria-current");
  }
  let content;
  try {
    content = await view([place, ...rest]);
  } catch (problem) {
    content = [make("p", { class: "note", role: "alert" }, `This view cannot be shown: ${problem.message}`)];
  }
  if (mine !== drawn) return; // another view was asked for in between
  byId("main").replaceChildren(...content.filter(Boolean));
  for (const each of byId("main").querySelectorAll('a[href^="#/"]')) {
    if (!each.getAttribute("href").includes("?")) each.setAttribute("href", address(each.getAttribute("href").slice(2)));
  }
  afterwards?.();
  afterwards = null;
  document.documentElement.dataset.ready = String(drawn);
}

function showFilters() {
  byId("q").value = filters.q;
  byId("outlet").value = filters.outlet;
  byId("least").value = filters.least;
  byId("once").checked = filters.once === "1";
  const last = DAYS.length - 1;
  byId("from").value = filters.from ? Math.max(0, DAYS.findIndex((day) => day >= filters.from)) : 0;
  const after = filters.to ? DAYS.findIndex((day) => day > filters.to) : -1;
  byId("to").value = after < 0 ? last : Math.max(0, after - 1);
  byId("days").textContent = DAYS.length ? `${filters.from || DAYS[0]} to ${filters.to || DAYS[last]}` : "";
}

function change(changes) {
  Object.assign(filters, changes);
  rowsShown = ROWS;
  columnsShown = COLUMNS;
  history.replaceState(null, "", address(pathNow()));
  render();
}

/** Both ends of the window, by their places among the days; the whole span is no filter. */
function setWindow(from, to) {
  const last = DAYS.length - 1;
  const [one, other] = [Math.max(0, Math.min(from, to)), Math.min(last, Math.max(from, to))];
  change({ from: one === 0 ? "" : DAYS[one], to: other === last ? "" : DAYS[other] });
}

function slide(step) {
  const [from, to] = [Number(byId("from").value), Number(byId("to").value)];
  const by = Math.max(1, Math.round((to - from + 1) / 2)) * step;
  if (from + by < 0 || to + by > DAYS.length - 1) {
    const room = step < 0 ? -from : DAYS.length - 1 - to;
    return setWindow(from + room, to + room);
  }
  return setWindow(from + by, to + by);
}

function start() {
  byId("views").append(...VIEWS.map(([place, label]) => make("a", { "data-view": place, href: `#/${place}` }, label)));
  byId("outlet").append(make("option", { value: "" }, "all"), ...OUTLETS.map((outlet, at) => make("option", { value: at }, outlet || "(not said)")));
  for (const end of ["from", "to"]) Object.assign(byId(end), { min: 0, max: Math.max(0, DAYS.length - 1), step: 1 });
  byId("window").hidden = DAYS.length < 2;
  byId("summary").textContent = `${count(ARTICLES.length, "article")}${DAYS.length ? `, ${DAYS[0]} to ${DAYS[DAYS.length - 1]}` : ""}: `
    + `${count(CLAIMS.length, "claim")}, ${count(STANCES.length, "stance")}, ${count(CONDITIONS.length, "condition")}`;
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  let typing;
  byId("q").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(() => change({ q: byId("q").value }), 150); });
  byId("outlet").addEventListener("change", () => change({ outlet: byId("outlet").value }));
  byId("least").addEventListener("change", () => change({ least: String(Math.max(1, Number(byId("least").value) || 1)) }));
  byId("once").addEventListener("change", () => change({ once: byId("once").checked ? "1" : "0" }));
  for (const end of ["from", "to"]) byId(end).addEventListener("input", () => setWindow(Number(byId("from").value), Number(byId("to").value)));
  byId("slide-back").addEventListener("click", () => slide(-1));
  byId("slide-on").addEventListener("click", () => slide(1));
  byId("reset").addEventListener("click", () => change({ ...DEFAULTS }));
  window.addEventListener("hashchange", () => { render().then(() => { if (!document.querySelector(".lit")) window.scrollTo(0, 0); }); });
  render();
}

start();
