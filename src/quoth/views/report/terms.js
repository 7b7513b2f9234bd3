// Who demands or offers what in exchange for what; and what one asserts and another denies.

let partyOne = -1;
let partyTwo = -1;

const conditionColumns = [
  ["who", (row) => (row.s < 0 ? "" : link(`#/actor/${row.s}`, name(actorName(row.s)))), (row) => actorName(row.s)],
  ["kind", (row) => make("span", { class: "tag condition" }, DATA.words.kind[row.k]), (row) => DATA.words.kind[row.k]],
  ["sense", (row) => DATA.words.sense[row.n].replace("_", " ")],
  ["condition", (row) => name(row.x), (row) => row.x],
  ["what follows", (row) => name(row.y), (row) => row.y],
  ["who is bound", (row) => (row.b < 0 ? "" : link(`#/actor/${row.b}`, name(actorName(row.b)))), (row) => actorName(row.b)],
  ["article", (row) => articleLink(row.a, `k:${row.i}`), (row) => titleOf(row.a)],
  ["date", (row) => ARTICLES[row.a].day],
  ["outlet", (row) => name(OUTLETS[ARTICLES[row.a].outlet]), (row) => OUTLETS[ARTICLES[row.a].outlet]],
];

function terms() {
  const rows = [...chosen().conditions].sort(byDay);
  const sums = new Map();
  for (const row of rows) if (row.s >= 0) sums.set(row.s, (sums.get(row.s) ?? 0) + 1);
  const parties = [...sums].sort((one, other) => other[1] - one[1]).map(([at]) => at);
  const pick = (label, value, set) => make("label", {}, `${label} `, make("select", { onchange: (event) => { set(Number(event.target.value)); render(); } },
    make("option", { value: "-1" }, "all"), parties.slice(0, 200).map((at) => make("option", { value: at, selected: at === value }, actorName(at)))));
  const tools = make("div", { class: "tools" }, pick("Party", partyOne, (at) => { partyOne = at; }), pick("beside", partyTwo, (at) => { partyTwo = at; }));
  const of = (party) => rows.filter((row) => row.s === party);
  const few = conditionColumns.filter(([heading]) => !["who", "outlet"].includes(heading));
  const beside = partyOne >= 0 && partyTwo >= 0;
  const body = beside
    ? make("div", { class: "columns" }, [partyOne, partyTwo].map((party) => make("section", {}, make("h3", {}, name(actorName(party))), table("Terms", "terms", few, of(party)))))
    : table("Terms", "terms", conditionColumns, partyOne >= 0 ? of(partyOne) : rows);
  return [make("h2", {}, "Terms: who offers, demands or threatens what, on which condition"), tools, body];
}

async function contradictionsView() {
  chosen();
  const rows = DATA.contradictions.filter(([one, , other]) => counted[one] && counted[other]);
  const list = make("div");
  const more = make("button", { type: "button" });
  let filled = 0;
  const fill = async () => {
    for (const [one, first, other, second] of rows.slice(filled, filled + 10)) {
      list.append(make("section", { class: "columns" },
        make("div", {}, make("h3", {}, "Asserted"), await quotations([{ a: one, i: first }], claimEntry)),
        make("div", {}, make("h3", {}, "Denied"), await quotations([{ a: other, i: second }], claimEntry))));
    }
    filled = Math.min(rows.length, filled + 10);
    more.hidden = filled >= rows.length;
    more.textContent = `Show more (${rows.length - filled} left)`;
  };
  more.addEventListener("click", fill);
  await fill();
  return [make("h2", {}, "Contradictions: asserted by one, denied by another"),
    rows.length ? null : make("p", { class: "soft" }, "none in these articles, as far as the words of the claims tell"), list, more];
}
