// One actor: what is said by and about them, where they stand, what changed, and their conditions.

function actorList() {
  const { stances, claims, conditions, actorFits } = chosen();
  const sums = ACTORS.map(() => ({ claims: 0, stances: 0, conditions: 0 }));
  for (const claim of claims) sums[claim.s].claims += 1;
  for (const stance of stances) sums[stance.h].stances += 1;
  for (const condition of conditions) if (condition.s >= 0) sums[condition.s].conditions += 1;
  const total = (at) => sums[at].claims + sums[at].stances + sums[at].conditions;
  const rows = ACTORS.map((_, at) => at).filter((at) => actorFits[at] && total(at)).sort((one, other) => total(other) - total(one) || one - other);
  const column = (field) => [field, (at) => String(sums[at][field])];
  return [make("h2", {}, "Actors"), table("Actors", "actors", [
    ["actor", (at) => link(`#/actor/${at}`, name(actorName(at))), actorName], ["kind", (at) => ACTORS[at][1]],
    column("claims"), column("stances"), column("conditions")], rows)];
}

/** Targets on which the actor's side at the end is not the one at the beginning: [target, first, last]. */
function shifts(rows) {
  const held = new Map();
  for (const row of rows.filter((each) => each.p < 2 && ARTICLES[each.a].day)) held.set(row.t, [...(held.get(row.t) ?? []), row]);
  return [...held.values()].filter((each) => each[0].p !== each[each.length - 1].p && ARTICLES[each[0].a].day !== ARTICLES[each[each.length - 1].a].day)
    .map((each) => [each[0].t, each[0], each[each.length - 1]]);
}

async function actorView(actor) {
  const all = chosen();
  const mine = all.stances.filter((stance) => stance.h === actor).sort(byDay);
  const claims = all.claims.filter((claim) => claim.s === actor).sort(byDay);
  const conditions = all.conditions.filter((condition) => condition.s === actor || condition.b === actor).sort(byDay);
  const onMe = all.stances.filter((stance) => TARGETS[stance.t][2] === actor).sort(byDay);
  const changed = shifts(mine);
  const { cells } = matrixOf(mine);
  const changes = await Promise.all(changed.map(async ([target, first, last]) => make("section", {},
    make("h4", {}, name(targetName(target))), await quotations([first, last], stanceEntry, 2))));
  return [
    make("h2", {}, name(actorName(actor)), " ", make("span", { class: "tag" }, ACTORS[actor][1])),
    make("p", { class: "soft" }, `${count(claims.length, "claim")}, ${count(mine.length, "stance")}, ${count(conditions.length, "condition")}; ${count(onMe.length, "stance")} about them`),
    cells.size ? make("section", {}, make("h3", {}, "Positions"), make("ul", {}, [...cells].sort((one, other) => other[1].total - one[1].total).map(([key, cell]) =>
      make("li", {}, link(`#/cell/${key.replace(" ", "/")}`, name(targetName(Number(key.split(" ")[1])))), `: ${told(cell)}`)))) : null,
    changes.length ? make("section", {}, make("h3", {}, "Shifts of position"), changes) : null,
    make("div", { class: "columns" },
      make("section", {}, make("h3", {}, "Said by"), await quotations(claims, claimEntry)),
      make("section", {}, make("h3", {}, "Conditions"), conditions.length ? await quotations(conditions, conditionEntry) : make("p", { class: "soft" }, "none"),
        make("h3", {}, "Said about"), onMe.length ? await quotations(onMe, stanceEntry) : make("p", { class: "soft" }, "no stance on them"))),
  ];
}
