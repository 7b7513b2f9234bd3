// Elements, words and tables. Words of others are only ever set as text.

const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The words with every control character, and every mark that turns the direction of writing, made visible. */
const shown = (words) => String(words).replace(HIDDEN, "\ufffd");

/** An element: `make("a", {href, class}, ...children)`; strings become text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined).map((child) =>
    child instanceof Node ? child : document.createTextNode(shown(child))));
  return element;
}

const byId = (id) => document.getElementById(id);
/** A name in its own direction of writing. */
const name = (words, attributes = {}) => make("bdi", { dir: "auto", ...attributes }, words);
const link = (route, ...children) => make("a", { href: route }, ...children);
/** A link of the web; anything else (`javascript:`) stays words. */
const webLink = (url, words) => (/^https?:\/\//i.test(url) ? make("a", { href: url, rel: "noreferrer noopener" }, words) : make("span", {}, words));
const count = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
const side = (polarity) => make("span", { class: `side ${polarity}` }, polarity);

/** Saves rows as CSV; a field that a spreadsheet would take for a formula gets an apostrophe. */
function saveCsv(file, columns, rows) {
  const field = (value) => {
    const words = String(value ?? "");
    const safe = /^[=+\-@\t\r]/.test(words) && typeof value !== "number" ? `'${words}` : words;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const content = "\ufeff" + [columns, ...rows].map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
  const address = URL.createObjectURL(new Blob([content], { type: "text/csv" }));
  make("a", { href: address, download: `${file}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

const csvButton = (file, columns, rows) => make("button", { type: "button", onclick: () => saveCsv(file, columns, rows()) }, "CSV");

const PAGE = 50;

/** A table by pages. `columns`: [heading, cell of a row (Node or words), words of a row for CSV]. */
function table(caption, file, columns, rows, size = PAGE) {
  const body = make("tbody");
  const more = make("button", { type: "button" });
  let filled = 0;
  const fill = () => {
    for (const row of rows.slice(filled, filled + size)) body.append(make("tr", {}, columns.map(([, cell]) => make("td", { dir: "auto" }, cell(row)))));
    filled = Math.min(rows.length, filled + size);
    more.textContent = `Show more (${(rows.length - filled).toLocaleString("en")} left)`;
    more.hidden = filled >= rows.length;
  };
  more.addEventListener("click", fill);
  fill();
  const head = make("tr", {}, columns.map(([heading]) => make("th", { scope: "col" }, heading)));
  const csv = csvButton(file, columns.map(([heading]) => heading), () => rows.map((row) => columns.map(([, cell, words]) => (words ?? cell)(row))));
  return make("div", {},
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
      make("table", { class: "wide" }, make("caption", {}, `${caption}: ${rows.length.toLocaleString("en")}`), make("thead", {}, head), body)),
    make("div", { class: "tools" }, more, csv));
}
