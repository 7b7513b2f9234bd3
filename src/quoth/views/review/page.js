"use strict";
// A review: words are chosen in the text, items are decided on by keys, and each decision is saved at once.
// Words of others are only ever set as text.

const token = location.hash.slice(1).split("&")[0];
const byId = (id) => document.getElementById(id);
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
const shown = (words) => String(words).replace(HIDDEN, "\ufffd");
const CHOICES = {
  kind: ["person", "office", "organisation", "government", "group", "unnamed", "artifact", "author"],
  quotation: ["indirect", "direct", "mixed"], certainty: ["certain", "probable", "possible", "denied"],
  polarity: ["support", "oppose", "neutral", "mixed"], target_kind: ["proposition", "actor"],
  condition: ["demand", "offer", "promise", "threat", "refusal", "prediction", "counterfactual", "exchange"], sense: ["if", "only_if", "unless", "until"],
  reason: ["no claim", "wrong source", "wrong words", "not in the text", "duplicate", "other"],
};

let article = null;
let signs = [];
let words = [];
let sentenceOf = [];
let cursor = { from: 0, to: 0 };
let now = 0;
let half = null;
let since = performance.now();

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined).map((child) => (child instanceof Node ? child : document.createTextNode(shown(child)))));
  return element;
}

async function ask(path, options = {}) {
  const reply = await fetch(path, { ...options, headers: { "X-Quoth-Token": token, ...options.headers } });
  if (!reply.ok) throw Object.assign(new Error(await reply.text()), { status: reply.status });
  return reply.json();
}

const tell = (line) => { byId("status").textContent = line; };
const cut = ([start, end]) => signs.slice(start, end).join("");
const partsOf = (item) => item.content ?? item.evidence ?? [...item.antecedent, ...item.consequent];
const open = () => article.items.filter((item) => item.state !== "reject");
/** The place of the words that are chosen, without a comma behind them. */
function chosen() {
  const [start] = words[cursor.from];
  let [, end] = words[cursor.to];
  while (end - 1 > start && ",;:".includes(signs[end - 1])) end -= 1;
  return [start, end];
}

// Reading and showing

async function list(keep) {
  const articles = await ask("articles");
  byId("article").replaceChildren(...articles.map((each) => make("option", { value: each.id }, `${each.done ? "✓ " : ""}${each.title} (${each.decided}/${each.items}${each.findings ? `, ${each.findings} findings` : ""})`)));
  byId("progress").textContent = `${articles.filter((each) => each.done).length} of ${articles.length} done`;
  const wanted = articles.find((each) => each.id === keep) ?? articles[0];
  if (wanted) byId("article").value = wanted.id;
  return wanted?.id;
}

async function read(id) {
  show(await ask(`article?id=${encodeURIComponent(id)}`));
  restoreDraft();
}

function show(given) {
  const other = article?.id !== given.id;
  article = given;
  if (other) {
    signs = Array.from(article.text);
    words = [];
    sentenceOf = [];
    // Words in code points: a run of signs that are no white space; scripts without spaces are taken sign by sign.
    const wide = /[\u3040-\u30ff\u3400-\u9fff]/;
    let start = -1;
    signs.concat(" ").forEach((sign, at) => {
      const space = /\s/.test(sign);
      if (start >= 0 && (space || wide.test(sign) || wide.test(signs[at - 1] ?? ""))) { words.push([start, at]); start = -1; }
      if (!space && start < 0) start = at;
    });
    let sentence = 0;
    sentenceOf = words.map(([from]) => {
      while (sentence < article.sentences.length - 1 && from >= article.sentences[sentence][1]) sentence += 1;
      return sentence;
    });
    const first = words.findIndex(([from]) => article.sentences.length && from >= article.sentences[0][0]);
    cursor = { from: Math.max(0, first), to: Math.max(0, first) };
    now = 0;
  }
  byId("title").textContent = shown(article.title);
  byId("filter").textContent = `${article.blind ? "Labelled blind. " : ""}${article.items.length} items${article.done ? ", done: it is in gold" : ""}`;
  draw();
}

function draw() {
  const items = article.items;
  now = Math.max(0, Math.min(now, items.length - 1));
  byId("items").replaceChildren(...items.map((item, at) => make("li", { "aria-current": at === now ? "true" : null, class: item.state, onclick: () => { now = at; draw(); } },
    told(item.value), item.state === "open" ? "" : ` (${item.state})`, item.findings.map((finding) => make("span", { class: "finding" }, finding)))));
  const classes = new Map();
  const mark = (places, kind) => places.forEach(([from, to]) => { for (let at = from; at < to; at += 1) classes.set(at, kind); });
  open().forEach((item) => mark(partsOf(item.value), "item"));
  if (items[now]) mark(partsOf(items[now].value), "now");
  if (words.length) mark([chosen()], "selected");
  const text = byId("text");
  const pieces = [];
  let place = 0;
  while (place < signs.length) {
    const kind = classes.get(place);
    let end = place + 1;
    while (end < signs.length && classes.get(end) === kind) end += 1;
    pieces.push(kind ? make("span", { class: kind }, cut([place, end])) : document.createTextNode(shown(cut([place, end]))));
    place = end;
  }
  text.replaceChildren(...pieces);
}

function told(item) {
  if (item.layer === "claim") return [make("b", {}, item.source.name), `: ${item.proposition || item.content.map(cut).join(" … ")}`];
  if (item.layer === "stance") return [make("b", {}, item.holder.name), ` ${item.polarity}s ${item.target}`];
  return [`${item.kind}: ${item.sense.replace("_", " ")} `, item.antecedent.map(cut).join(" … "), " → ", item.consequent.map(cut).join(" … ")];
}

// Deciding

async function decide(act, item = "", value = null, reason = "") {
  const seconds = Math.round((performance.now() - since) / 100) / 10;
  try {
    const body = JSON.stringify({ article: article.id, act, item, value, reason, seconds });
    show(await ask(`decide?seen=${article.seen}`, { method: "POST", body }));
    since = performance.now();
    tell("");
    return true;
  } catch (problem) {
    if (problem.status === 409) {
      const id = article.id;
      show(await ask(`article?id=${encodeURIComponent(id)}`));
      tell("This article was decided on in another tab: nothing was overwritten. Look again and repeat your decision.");
    } else {
      tell(problem.status ? problem.message : "Not saved: the server does not answer. Your draft is kept here.");
    }
    return false;
  }
}

const current = () => article.items[now];

async function accept() { if (current() && await decide("accept", current().id)) step(1); }

function step(by) { now = Math.max(0, Math.min(article.items.length - 1, now + by)); draw(); if (current()) reveal(); }

const reveal = () => document.querySelector("#text .now")?.scrollIntoView({ block: "nearest" });

function split() {
  const item = current();
  if (item?.value.layer !== "claim" || item.value.content.length !== 1) return tell("Only a claim of one stretch can be split.");
  const [[start, end]] = item.value.content;
  const [at] = chosen();
  if (at <= start || at >= end) return tell("Put the cursor inside the claim, at the word with which the second part begins.");
  const trimmed = (from, to) => { while (to > from && /[\s,;]/.test(signs[to - 1])) to -= 1; return [[from, to]]; };
  const { value } = item;
  return decide("fix", item.id, { ...value, content: trimmed(start, at), proposition: "" })
    .then((done) => done && decide("add", "", { ...value, content: trimmed(at, end), proposition: "" }));
}

function merge() {
  const item = current();
  const next = article.items.slice(now + 1).find((each) => each.value.layer === "claim" && each.state !== "reject");
  if (item?.value.layer !== "claim" || !next) return tell("There is no claim behind this one to merge it with.");
  const content = [...item.value.content, ...next.value.content].sort((one, other) => one[0] - other[0]);
  return decide("fix", item.id, { ...item.value, content, proposition: "" }).then((done) => done && decide("reject", next.id, null, "merged"));
}

// The form

/** Where words stand nearest to a place, before it first; null where they are not in the text. */
function nearest(looked, place) {
  const wanted = Array.from(looked);
  let before = null;
  let after = null;
  for (let at = 0; at + wanted.length <= signs.length; at += 1) {
    if (wanted.every((sign, n) => signs[at + n] === sign)) {
      if (at <= place) before = [at, at + wanted.length];
      else { after = [at, at + wanted.length]; break; }
    }
  }
  return before ?? after;
}

const draftKey = (item) => `quoth:${article.id}:${item}`;
let editing = null;

function field(label, name, value, choices) {
  const control = choices
    ? make("select", { name }, choices.map((each) => make("option", { value: each, selected: each === value }, each.replace("_", " "))))
    : make(name === "proposition" ? "textarea" : "input", { name, dir: "auto", rows: "2" });
  if (!choices) control.value = value ?? "";
  return make("label", {}, label, control);
}

function form(item, value, draft) {
  editing = { item, value };
  const who = value.source ?? value.holder ?? value.bound ?? null;
  const of = (name, held) => draft?.[name] ?? held;
  const fields = [make("p", { class: "soft" }, partsOf(value).map(cut).join(" … "))];
  const actor = (label) => fields.push(field(label, "name", of("name", who?.name)), field("what it is", "who", of("who", who?.kind), CHOICES.kind));
  if (value.layer === "claim") {
    actor("source");
    fields.push(field("cue (words of the text)", "cue", of("cue", value.cue ? cut(value.cue) : "")), field("proposition (empty: the words)", "proposition", of("proposition", value.proposition)),
      field("quotation", "quotation", of("quotation", value.quotation), CHOICES.quotation), field("certainty", "certainty", of("certainty", value.certainty), CHOICES.certainty));
  } else if (value.layer === "stance") {
    actor("holder");
    fields.push(field("target", "target", of("target", value.target)), field("the target is", "target_kind", of("target_kind", value.target_kind), CHOICES.target_kind),
      field("polarity", "polarity", of("polarity", value.polarity), CHOICES.polarity));
  } else {
    fields.push(field("kind", "kind", of("kind", value.kind), CHOICES.condition), field("sense", "sense", of("sense", value.sense), CHOICES.sense),
      field("marker (words of the text)", "marker", of("marker", value.marker ? cut(value.marker) : "")));
    actor("who is bound (may be empty)");
  }
  byId("form").replaceChildren(...fields, make("button", { type: "submit" }, "Save (Ctrl+Enter)"));
  byId("form").hidden = false;
  byId("form").querySelector("input, select, textarea").focus();
  keepDraft();
}

function keepDraft() {
  if (!editing) return;
  const draft = Object.fromEntries(new FormData(byId("form")));
  localStorage.setItem(draftKey("draft"), JSON.stringify({ ...editing, draft }));
}

function restoreDraft() {
  const kept = localStorage.getItem(draftKey("draft"));
  if (!kept) return;
  const { item, value, draft } = JSON.parse(kept);
  form(item, value, draft);
  tell("Your unsaved edit is back.");
}

function leave() {
  localStorage.removeItem(draftKey("draft"));
  editing = null;
  byId("form").hidden = true;
  byId("text").focus();
}

async function save() {
  const { item, value } = editing;
  const given = Object.fromEntries(new FormData(byId("form")));
  const [[place]] = partsOf(value);
  const name = (given.name ?? "").trim();
  const who = name ? { name, kind: given.who, mention: nearest(name, place) } : null;
  const at = (looked) => {
    if (!looked?.trim()) return null;
    const found = nearest(looked.trim(), place);
    if (!found) throw new Error(`“${looked.trim()}” does not stand in the text`);
    return found;
  };
  let made;
  try {
    if (value.layer === "claim") {
      if (!who) throw new Error("A claim has a source: write its name.");
      made = { ...value, source: who, cue: at(given.cue), proposition: given.proposition.trim(), quotation: given.quotation, certainty: given.certainty };
    } else if (value.layer === "stance") {
      if (!who || !given.target.trim()) throw new Error("A stance has a holder and a target: write both.");
      made = { ...value, holder: who, target: given.target.trim(), target_kind: given.target_kind, polarity: given.polarity };
    } else {
      made = { ...value, kind: given.kind, sense: given.sense, marker: at(given.marker), bound: who };
    }
  } catch (problem) {
    return tell(problem.message);
  }
  if (await decide(item ? "fix" : "add", item, made)) {
    leave();
    if (!item) { now = article.items.length - 1; draw(); }
  }
  return undefined;
}

function reject() {
  const item = current();
  if (!item) return;
  byId("form").replaceChildren(field("why it is wrong", "reason", "", CHOICES.reason), make("button", { type: "submit" }, "Reject (Ctrl+Enter)"));
  byId("form").hidden = false;
  byId("form").querySelector("select").focus();
  editing = { item: item.id, reject: true };
}

async function submit() {
  if (!editing?.reject) return save();
  const { item } = editing;
  const { reason } = Object.fromEntries(new FormData(byId("form")));
  if (await decide("reject", item, null, reason)) { leave(); step(1); }
  return undefined;
}

// Keys

function fresh(layer) {
  const place = chosen();
  const claims = article.items.filter((item) => item.value.layer === "claim" && item.state !== "reject");
  const about = claims.find((item) => item.value.content.some(([start, end]) => start < place[1] && place[0] < end));
  if (layer === "claim") {
    const quoted = /["“”„«»‘’「」]/.test(signs[place[0]]) && /["“”„«»‘’「」]/.test(signs[place[1] - 1]);
    return form("", { layer, source: { name: "", kind: "person" }, cue: null, content: [place], proposition: "", quotation: quoted ? "direct" : "indirect", certainty: "certain" });
  }
  if (layer === "stance") {
    return form("", { layer, claim: about?.id ?? null, holder: about?.value.source ?? { name: "", kind: "person" }, target: "", target_kind: "proposition", polarity: "support", evidence: [place] });
  }
  if (!half) { half = place; return tell("The condition's first half is taken: select what follows from it and press i again."); }
  const antecedent = [half];
  half = null;
  tell("");
  return form("", { layer, claim: about?.id ?? null, kind: "offer", sense: "if", marker: null, antecedent, consequent: [place], bound: null });
}

function moveCursor(by, extend) {
  const to = Math.max(0, Math.min(words.length - 1, cursor.to + by));
  cursor = extend ? { from: Math.min(cursor.from, to), to } : { from: to, to };
  draw();
  document.querySelector("#text .selected")?.scrollIntoView({ block: "nearest" });
}

function moveSentence(by, extend) {
  const at = Math.max(0, Math.min(article.sentences.length - 1, sentenceOf[extend ? cursor.to : cursor.from] + by));
  const first = sentenceOf.indexOf(at);
  if (first < 0) return;
  const last = sentenceOf.lastIndexOf(at);
  cursor = { from: extend ? Math.min(cursor.from, first) : first, to: last };
  draw();
  document.querySelector("#text .selected")?.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  ArrowRight: (event) => moveCursor(1, event.shiftKey), ArrowLeft: (event) => moveCursor(-1, event.shiftKey),
  ArrowDown: (event) => moveSentence(1, event.shiftKey), ArrowUp: (event) => moveSentence(-1, event.shiftKey),
  n: () => fresh("claim"), t: () => fresh("stance"), i: () => fresh("condition"),
  j: () => step(1), k: () => step(-1), a: accept, x: reject, e: () => current() && form(current().id, current().value),
  s: split, m: merge, u: () => decide("undo"), d: async () => { if (await decide("done")) await list(article.id); },
  "[": () => turn(-1), "]": () => turn(1),
};

async function turn(by) {
  const choice = byId("article");
  const at = choice.selectedIndex + by;
  if (at >= 0 && at < choice.options.length) { choice.selectedIndex = at; await read(choice.value); }
}

document.addEventListener("keydown", (event) => {
  if (!byId("form").hidden) {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); submit(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, input, textarea")) return;
  const act = KEYS[event.key];
  if (act && article) { event.preventDefault(); act(event); }
});
byId("form").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
byId("form").addEventListener("input", () => { if (!editing?.reject) keepDraft(); });
byId("article").addEventListener("change", () => read(byId("article").value));

/** A selection made with the mouse becomes the words that are chosen. */
byId("text").addEventListener("mouseup", () => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.selectNodeContents(byId("text"));
  before.setEnd(range.startContainer, range.startOffset);
  const start = Array.from(before.toString()).length;
  const end = start + Array.from(range.toString()).length;
  const inside = words.map((_, at) => at).filter((at) => words[at][0] < end && start < words[at][1]);
  if (inside.length) cursor = { from: inside[0], to: inside[inside.length - 1] };
  selection.removeAllRanges();
  draw();
});

async function start() {
  try {
    const first = await list();
    if (first === undefined) return tell("There is no article to review.");
    await read(first);
    if (byId("form").hidden) byId("text").focus();
    document.documentElement.dataset.ready = "1";
  } catch (problem) {
    tell(problem.message);
  }
  return undefined;
}

start();
