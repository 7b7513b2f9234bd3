// What the page knows, what is filtered, and the texts, loaded when they are looked at.

const DATA = JSON.parse(byId("data").textContent);
const { actors: ACTORS, targets: TARGETS, outlets: OUTLETS } = DATA;
const rowsOf = (table, fields) => {
  const columns = fields.map((field) => DATA[table][field] ?? []);
  return columns[0].map((_, at) => Object.fromEntries(fields.map((field, n) => [field, columns[n][at]])));
};
const ARTICLES = rowsOf("articles", ["id", "title", "outlet", "day", "url", "copy", "claims", "findings"]);
const STANCES = rowsOf("stances", ["a", "i", "h", "t", "p", "c"]);
const CLAIMS = rowsOf("claims", ["a", "i", "s", "c"]);
const CONDITIONS = rowsOf("conditions", ["a", "i", "s", "b", "k", "n", "x", "y"]);
const POLARITY = DATA.words.polarity;
const DAYS = [...new Set(ARTICLES.map((article) => article.day).filter(Boolean))].sort();
const articleNames = new Map(ARTICLES.map((article, at) => [article.id, at]));
const titleOf = (at) => ARTICLES[at].title || ARTICLES[at].id;
const actorName = (at) => (at < 0 ? "" : ACTORS[at][0]);
const targetName = (at) => TARGETS[at][0];

const DEFAULTS = { q: "", outlet: "", from: "", to: "", least: "1", once: "1" };
const filters = { ...DEFAULTS };

/** Whether an article counts: in the time window, of the outlet, and no copy of one that counts already. */
function counting() {
  const first = new Map();
  return ARTICLES.map((article, at) => {
    if (filters.outlet !== "" && article.outlet !== Number(filters.outlet)) return false;
    if ((filters.from && (!article.day || article.day < filters.from)) || (filters.to && (!article.day || article.day > filters.to))) return false;
    if (filters.once !== "1") return true;
    if (first.has(article.copy)) return false;
    first.set(article.copy, at);
    return true;
  });
}

const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let counted = [];
let current = null;

/** The items that the filters leave; search looks at the names of actors and targets. */
function chosen() {
  const key = JSON.stringify(filters);
  if (current?.key === key) return current;
  counted = counting();
  const wanted = fold(filters.q).trim();
  const actorFits = ACTORS.map(([words]) => !wanted || fold(words).includes(wanted));
  const targetFits = TARGETS.map(([words]) => !wanted || fold(words).includes(wanted));
  current = {
    key,
    stances: STANCES.filter((stance) => counted[stance.a] && (actorFits[stance.h] || targetFits[stance.t])),
    claims: CLAIMS.filter((claim) => counted[claim.a] && actorFits[claim.s]),
    conditions: CONDITIONS.filter((each) => counted[each.a]
      && (!wanted || (each.s >= 0 && actorFits[each.s]) || (each.b >= 0 && actorFits[each.b]) || fold(`${each.x} ${each.y}`).includes(wanted))),
    articles: ARTICLES.map((_, at) => at).filter((at) => counted[at]),
    actorFits,
  };
  return current;
}

// Parts: of one file they stand in the page, of a folder beside it.

const parts = new Map();
const waiting = new Map();
window.quothPart = (number, texts) => waiting.get(number)?.(texts);

function part(number) {
  if (!parts.has(number)) {
    parts.set(number, new Promise((settle, fail) => {
      const inside = byId(`part-${number}`);
      if (inside) return settle(JSON.parse(inside.textContent));
      waiting.set(number, settle);
      const script = make("script", { src: `parts/${number}.js` });
      script.addEventListener("error", () => fail(new Error(`parts/${number}.js is missing beside this page`)));
      document.head.append(script);
      return undefined;
    }));
  }
  return parts.get(number);
}

/** The texts of an article: {t: text, c: claims, s: stances, k: conditions, f: findings}, `signs` its code points. */
async function textsOf(at) {
  const texts = (await part(Math.floor(at / DATA.part)))[at % DATA.part];
  texts.signs ??= /[\ud800-\udfff]/.test(texts.t) ? Array.from(texts.t) : null;
  return texts;
}

/** `text[start:end]`, offsets counting code points. */
const cut = (texts, start, end) => (texts.signs ? texts.signs.slice(start, end).join("") : texts.t.slice(start, end));
const lengthOf = (texts) => (texts.signs ? texts.signs.length : texts.t.length);

const AROUND = 160;
/** Words beside a quotation on one line; a sign shows where a paragraph ends. */
const aside = (words) => shown(words.replace(/\s*\n\s*/g, " ¶ "));

/** The words of some spans within what stands about them, the words marked. */
function inContext(texts, spans) {
  const first = Math.min(...spans.map(([start]) => start));
  const last = Math.max(...spans.map(([, end]) => end));
  const start = Math.max(0, first - AROUND);
  const end = Math.min(lengthOf(texts), last + AROUND);
  const line = make("p", { dir: "auto" }, start > 0 ? "… " : "");
  let place = start;
  for (const [from, to] of [...spans].sort((one, other) => one[0] - other[0])) {
    line.append(aside(cut(texts, place, from)), make("mark", {}, cut(texts, from, to)));
    place = Math.max(place, to);
  }
  line.append(aside(cut(texts, place, end)), end < lengthOf(texts) ? " …" : "");
  return line;
}

const about = (at) => {
  const article = ARTICLES[at];
  return [article.day, OUTLETS[article.outlet]].filter(Boolean).join(", ");
};
const articleLink = (at, item = "") => link(`#/article/${encodeURIComponent(ARTICLES[at].id)}${item ? `/${item}` : ""}`, name(titleOf(at)));
const byDay = (one, other) => ARTICLES[one.a].day.localeCompare(ARTICLES[other.a].day) || one.a - other.a || one.i - other.i;

/** Quotations by pages: `rows` of {a, …}, `entry(row, texts)` gives [item id, spans, what stands above the words]. */
function quotations(rows, entry, size = 20) {
  const list = make("div");
  const more = make("button", { type: "button" });
  let filled = 0;
  const fill = async () => {
    more.disabled = true;
    for (const row of rows.slice(filled, filled + size)) {
      const texts = await textsOf(row.a);
      const [item, spans, ...above] = entry(row, texts);
      list.append(make("div", { class: "quote" }, make("p", {}, above), inContext(texts, spans),
        make("p", { class: "soft" }, articleLink(row.a, item), about(row.a) ? ` · ${about(row.a)}` : "")));
    }
    filled = Math.min(rows.length, filled + size);
    more.disabled = false;
    more.hidden = filled >= rows.length;
    more.textContent = `Show more (${rows.length - filled} left)`;
  };
  more.addEventListener("click", fill);
  return fill().then(() => make("div", {}, list, more));
}

const stanceEntry = (row, texts) => {
  const [id, holder, polarity, target, , spans] = texts.s[row.i];
  return [id, spans, name(holder), " ", side(polarity), " ", name(target), row.c ? make("span", { class: "tag condition" }, "conditional") : ""];
};
const claimEntry = (row, texts) => {
  const [id, source, via, proposition, quotation, certainty, spans] = texts.c[row.i];
  const told = via.length ? ` (by way of ${via.join(", ")})` : "";
  return [id, spans, name(source), `${told}: `, name(proposition), " ", make("span", { class: "tag" }, certainty === "certain" ? quotation : `${certainty}, ${quotation}`)];
};
const conditionEntry = (row, texts) => {
  const [id, kind, sense, antecedent, consequent, bound, , one, other] = texts.k[row.i];
  return [id, [...one, ...other], make("span", { class: "tag condition" }, kind), " ", name(actorName(row.s)), `: ${sense.replace("_", " ")} `,
    name(antecedent), " → ", name(consequent), bound ? [" (", name(bound), " would have to act)"] : ""];
};
