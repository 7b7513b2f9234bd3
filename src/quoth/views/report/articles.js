// The articles, and one of them: its words highlighted by layer, its items and findings beside them.

function articleList() {
  const { articles } = chosen();
  const wanted = fold(filters.q).trim();
  const rows = wanted ? ARTICLES.map((_, at) => at).filter((at) => counted[at] && fold(`${titleOf(at)} ${ARTICLES[at].id}`).includes(wanted)) : articles;
  return [make("h2", {}, "Articles"), table("Articles", "articles", [
    ["title", (at) => articleLink(at), titleOf], ["outlet", (at) => name(OUTLETS[ARTICLES[at].outlet]), (at) => OUTLETS[ARTICLES[at].outlet]],
    ["date", (at) => ARTICLES[at].day], ["claims", (at) => String(ARTICLES[at].claims)], ["findings", (at) => String(ARTICLES[at].findings)]], rows)];
}

/** Every span of the article's items: [start, end, class, item id]. */
function spansOf(texts) {
  const found = [];
  const add = (spans, kind, id) => spans.forEach(([start, end]) => found.push([start, end, kind, id]));
  for (const [id, , , , , , content, cue, source] of texts.c) {
    add(content, "in-claim", id); add(cue, "in-cue", id); add(source, "in-source", id);
  }
  for (const [id, , , , , evidence] of texts.s) add(evidence, "in-stance", id);
  for (const [id, , , , , , , one, other, marker] of texts.k) { add(one, "in-condition", id); add(other, "in-condition", id); add(marker, "in-cue", id); }
  return found;
}

/** The text cut where any span begins or ends; what spans cover carries their classes and links to the first item. */
function highlighted(texts, id) {
  const spans = spansOf(texts);
  const edges = [...new Set([0, lengthOf(texts), ...spans.flatMap(([start, end]) => [start, end])])].sort((one, other) => one - other);
  const text = make("div", { class: "text", dir: "auto", id: "text" });
  const starting = [...spans].sort((one, other) => one[0] - other[0]);
  let open = [];
  let next = 0;
  edges.slice(0, -1).forEach((start, at) => {
    open = open.filter(([, end]) => end > start);
    while (next < starting.length && starting[next][0] <= start) open.push(starting[next++]);
    const words = shown(cut(texts, start, edges[at + 1]));
    if (!open.length || !words.trim()) return text.append(words);
    const ids = [...new Set(open.map((span) => span[3]))];
    const classes = [...new Set(open.map((span) => span[2]))].join(" ");
    const content = open.find((span) => span[2] === "in-claim") ?? open[0];
    return text.append(make("a", { href: `#/article/${encodeURIComponent(id)}/${content[3]}`, class: classes, "data-ids": ids.join(" "), tabindex: "-1" }, words));
  });
  return text;
}

function margin(texts, at) {
  const id = encodeURIComponent(ARTICLES[at].id);
  const findings = new Map();
  for (const [rule, , action, subject, message] of texts.f) findings.set(subject, [...(findings.get(subject) ?? []), `${action} by ${rule}: ${message}`]);
  const found = (item) => (findings.get(item) ?? []).map((words) => make("p", { class: "finding" }, words));
  const entry = (item, kind, ...words) => make("li", { id: `item-${item}` }, make("a", { href: `#/article/${id}/${item}`, class: `tag ${kind}` }, kind), " ", words, found(item));
  const items = [
    ...texts.c.map(([item, source, , proposition, , certainty, spans]) => [spans[0][0], entry(item, "claim", name(source), ": ", name(proposition), certainty === "certain" ? "" : ` (${certainty})`)]),
    ...texts.s.map(([item, holder, polarity, target, , spans]) => [spans[0][0], entry(item, "stance", name(holder), " ", side(polarity), " ", name(target))]),
    ...texts.k.map(([item, kind, sense, one, other, bound, , spans]) => [spans[0][0], entry(item, "condition", `${kind}, ${sense.replace("_", " ")} `, name(one), " → ", name(other), bound ? [" (", name(bound), ")"] : "")]),
  ].sort((one, other) => one[0] - other[0]).map(([, item]) => item);
  const known = new Set([...texts.c, ...texts.s, ...texts.k].map(([item]) => item));
  const others = texts.f.filter(([, , , subject]) => !known.has(subject));
  return make("aside", { "aria-label": "Items and findings" }, make("ul", { class: "items" }, items),
    others.length ? make("details", {}, make("summary", {}, `${count(others.length, "finding")} on items that were dropped, and on the article`),
      make("ul", {}, others.map(([rule, , action, , message]) => make("li", { class: "finding" }, `${action} by ${rule}: ${message}`)))) : null);
}

async function articleView(id, item) {
  const at = articleNames.get(id);
  if (at === undefined) return [make("p", { class: "note" }, `There is no article ${id} here.`)];
  const texts = await textsOf(at);
  const wanted = item?.startsWith("k:") ? texts.k[Number(item.slice(2))]?.[0] : item;
  const article = ARTICLES[at];
  const view = [
    make("h2", {}, name(titleOf(at))),
    make("p", { class: "soft" }, [about(at), article.id].filter(Boolean).join(" · "), article.url ? [" · ", webLink(article.url, article.url)] : ""),
    make("p", { class: "soft" }, make("span", { class: "in-claim" }, "claimed"), " ", make("span", { class: "in-stance" }, "shows a stance"), " ",
      make("span", { class: "in-condition" }, "condition"), " ", make("span", { class: "in-source" }, "source"), " ", make("span", { class: "in-cue" }, "cue")),
    make("div", { class: "article" }, highlighted(texts, id), margin(texts, at)),
  ];
  if (wanted) afterwards = () => light(wanted);
  return view;
}

function light(item) {
  const words = [...document.querySelectorAll("#text a")].filter((each) => each.dataset.ids.split(" ").includes(item));
  words.forEach((each) => each.classList.add("lit"));
  byId(`item-${item}`)?.classList.add("lit");
  (words.find((each) => !each.classList.contains("in-source")) ?? words[0])?.scrollIntoView({ block: "center" });
  byId(`item-${item}`)?.scrollIntoView({ block: "nearest" });
}
