"use strict";
// Marks the page as one that can be worked with, before anything is painted: without a script all is simply shown.
document.documentElement.classList.add("js");

document.addEventListener("DOMContentLoaded", () => {
  const tools = document.querySelector(".tools");
  const { article: articleBox, layer: layerBox, kind: kindBox, previous, next } = tools.elements;
  const status = tools.querySelector("output");
  const panel = document.getElementById("shown");
  const articles = [...document.querySelectorAll("article")];
  const errors = [...document.querySelectorAll(".items > :is(.wrong, .missed, .spurious)")];
  const worst = ["right", "marginal", "wrong", "missed", "spurious"];
  const stateOf = (item) => worst.find((state) => item.classList.contains(state));
  let now = null;
  let pinned = null;

  const entry = (number) => document.getElementById(`${now.id}e${number}`);
  const numbersOf = (mark) => mark.dataset.e.split(" ");
  const numberOf = (item) => item.id.slice(item.id.indexOf("e") + 1);

  function passes(item) {
    const kind = kindBox.value;
    const kinds = (item.dataset.k || "").split(" ");
    const isError = !item.matches(".right, .marginal");
    return (!layerBox.value || item.dataset.l === layerBox.value)
      && (!kind || (isError && (kind === "*" || kinds.includes(kind))));
  }

  function filter() {
    if (!now) return;
    for (const item of now.querySelectorAll(".items > li")) item.hidden = !passes(item);
    for (const mark of now.querySelectorAll("mark")) {
      const states = numbersOf(mark).map(entry).filter((item) => !item.hidden).map(stateOf);
      mark.className = worst.findLast((state) => states.includes(state)) || "";
    }
    for (const badge of now.querySelectorAll(".words .n")) {
      badge.classList.toggle("out", document.getElementById(badge.hash.slice(1)).hidden);
    }
    tell();
  }

  function tell() {
    const shown = errors.filter(passes);
    const place = pinned ? shown.indexOf(pinned) : -1;
    const here = shown.filter((item) => now.contains(item)).length;
    status.textContent = place < 0
      ? `${shown.length} errors, ${here} in this article`
      : `error ${place + 1} of ${shown.length}`;
    previous.disabled = next.disabled = !shown.length;
  }

  function show(article) {
    if (article === now) return;
    unpin();
    if (now) now.classList.remove("now");
    now = article;
    now.classList.add("now");
    articleBox.value = now.id;
    filter();
  }

  function light(items) {
    const numbers = new Set(items.map(numberOf));
    for (const mark of now.querySelectorAll("mark")) {
      mark.classList.toggle("lit", numbersOf(mark).some((number) => numbers.has(number)));
    }
    const list = document.createElement("ol");
    for (const item of items) {
      const copy = item.cloneNode(true);
      copy.removeAttribute("id");
      copy.classList.remove("now");
      copy.querySelector("a").href = `#${item.id}`;
      list.append(copy);
    }
    panel.replaceChildren(list);
    panel.hidden = !items.length;
    document.documentElement.classList.toggle("pointed", Boolean(items.length && pinned));
  }

  function unpin() {
    if (pinned) pinned.classList.remove("now");
    pinned = null;
    if (now) light([]);
  }

  function pin(item) {
    show(item.closest("article"));
    if (pinned) pinned.classList.remove("now");
    pinned = item;
    item.classList.add("now");
    light([item]);
    const mark = [...now.querySelectorAll("mark.lit")].find((each) => each.offsetParent);
    (mark || item).scrollIntoView({ block: "center" });
    tell();
  }

  function step(by) {
    const shown = errors.filter(passes);
    if (!shown.length) return;
    let place = pinned ? shown.indexOf(pinned) : -1;
    if (place < 0) {
      const from = articles.indexOf(now);
      const after = shown.findIndex((item) => articles.indexOf(item.closest("article")) >= from);
      place = by > 0 ? (after < 0 ? 0 : after) : (after < 0 ? shown.length : after) - 1;
    } else {
      place += by;
    }
    pin(shown[(place + shown.length) % shown.length]);
  }

  function follow() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.matches(".items > li")) {
      if (!passes(target)) { layerBox.value = kindBox.value = ""; show(target.closest("article")); filter(); }
      pin(target);
    } else if (target.matches("article")) {
      show(target);
      target.scrollIntoView();
    }
  }

  function atPoint(target) {
    const badge = target.closest(".words .n");
    if (badge) return [document.getElementById(badge.hash.slice(1))];
    const mark = target.closest("mark");
    return mark ? numbersOf(mark).map(entry).filter((item) => !item.hidden) : [];
  }

  const section = document.getElementById("articles");
  for (const type of ["mouseover", "focusin"]) {
    section.addEventListener(type, (event) => {
      const items = atPoint(event.target);
      if (items.length && !pinned) light(items);
    });
  }
  section.addEventListener("mouseout", (event) => { if (!pinned && event.target.closest("mark, .n")) light([]); });
  section.addEventListener("click", (event) => {
    const listed = event.target.closest(".items .n");
    if (listed) {
      event.preventDefault();
      pin(listed.closest("li"));
      return;
    }
    const items = event.target.closest("a:not(.words .n)") ? [] : atPoint(event.target);
    if (!items.length) return;
    event.preventDefault();
    unpin();
    pinned = items[0];
    pinned.classList.add("now");
    light(items);
    tell();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input, textarea")) return;
    if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
    else if (event.key === "Escape") { unpin(); tell(); }
  });
  next.addEventListener("click", () => step(1));
  previous.addEventListener("click", () => step(-1));
  tools.addEventListener("submit", (event) => event.preventDefault());
  articleBox.addEventListener("change", () => show(document.getElementById(articleBox.value)));
  for (const box of [layerBox, kindBox]) box.addEventListener("change", () => { unpin(); filter(); });
  addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    // The address does not change where it is the same already, though another article may show by now.
    const link = event.target.closest("a[href^='#a']");
    if (link && !event.defaultPrevented && link.hash === location.hash) follow();
  });

  function button(cell, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.append(...cell.childNodes);
    made.addEventListener("click", action);
    cell.append(made);
  }

  for (const cell of document.querySelectorAll("[data-kind]")) {
    button(cell, () => {
      layerBox.value = cell.dataset.layer;
      kindBox.value = cell.dataset.kind;
      unpin();
      filter();
      step(1);
    });
  }

  const amount = (cell) => { const found = parseFloat(cell.textContent.replace(/,/g, "")); return Number.isNaN(found) ? -1 : found; };
  for (const cell of document.querySelectorAll("[data-sort]")) {
    button(cell, () => {
      const isNumber = cell.dataset.sort === "num";
      const upward = cell.ariaSort ? cell.ariaSort === "descending" : !isNumber;
      for (const other of cell.parentElement.children) other.removeAttribute("aria-sort");
      cell.ariaSort = upward ? "ascending" : "descending";
      const body = cell.closest("table").tBodies[0];
      const at = (row) => row.cells[cell.cellIndex];
      const order = (a, b) => isNumber
        ? amount(at(a)) - amount(at(b))
        : at(a).textContent.localeCompare(at(b).textContent, undefined, { numeric: true });
      body.append(...[...body.rows].sort((a, b) => (upward ? order(a, b) : order(b, a))));
    });
  }

  if (articles.length) {
    tools.hidden = false;
    show(articles[0]);
    follow();
  }
});
