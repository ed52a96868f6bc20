(() => {
  const it = JSON.parse(document.getElementById("run").textContent);
  const page = document.getElementById("page");
  const CLASSES = ["there", "plain", "cool", "cold"];
  const bandClass = (value) => CLASSES[it.bandNames.findIndex(([low]) => value >= low)];
  const many = (number) => number.toLocaleString("en");
  const some = (number, noun) => `${many(number)} ${noun}${number === 1 ? "" : "s"}`;
  const share = (part, all) => (all ? `${((part / all) * 100).toFixed(part && part / all < 0.01 ? 1 : 0)} %` : "");
  const tens = (value) => (value === null ? "none" : value.toFixed(1));
  const cell = (text, ...more) => el("td", { class: "number" }, text, ...more);
  const heads = (...names) => el("thead", {}, el("tr", {}, names.map(([name, number]) => el("th", { scope: "col", class: number ? "number" : false }, name))));

  function table(caption, head, rows) {
    return el("div", { class: "wide" }, el("table", {}, el("caption", { class: "unseen" }, caption), head, el("tbody", {}, rows)));
  }

  /* The scores of a group in one bar: cold from the left, warm from the right. */
  function bandBar(bands, width = 150) {
    const all = bands.reduce((sum, number) => sum + number, 0);
    const told = it.bandNames.map(([, name], index) => `${many(bands[index])} ${name}`).reverse().join(", ");
    const shapes = [];
    let x = 0;
    for (let index = bands.length - 1; index >= 0; index -= 1) {
      const wide = all ? (bands[index] / all) * width : 0;
      if (wide) shapes.push(svg("rect", { x, width: wide, height: 12, class: `bar-${CLASSES[index]}` }));
      x += wide;
    }
    const bar = drawing(width, 12, told, ...shapes);
    bar.append(svg("title", {}, told));
    return bar;
  }

  function distribution() {
    const most = Math.max(1, ...it.scores);
    const shapes = it.scores.flatMap((number, index) => {
      const height = number ? Math.max((number / most) * 100, 2) : 0;
      const x = 8 + index * 52;
      return [
        svg("rect", { x, y: 116 - height, width: 46, height, class: `bar-${bandClass(index * 10 + 5)}`, rx: 2 }),
        svg("text", { x: x + 23, y: 112 - height, "text-anchor": "middle" }, number ? many(number) : ""),
        svg("text", { x, y: 132, "text-anchor": "middle" }, String(index * 10)),
      ];
    });
    const told = it.scores.map((number, index) => `${many(number)} from ${index * 10}`).filter((text) => !text.startsWith("0 ")).join(", ");
    return el("section", {}, el("h2", {}, "How the messages score"),
      drawing(536, 138, `Messages by score: ${told || "none scored"}`, ...shapes, svg("text", { x: 526, y: 132, "text-anchor": "middle" }, "100")),
      it.totals.messages > it.totals.scored ? el("p", { class: "soft" }, `${many(it.totals.messages - it.totals.scored)} without a score.`) : null);
  }

  /* A column for each day, month or year: what share of its messages is in which band. */
  function overTime() {
    if (!it.times.length) return el("section", {}, el("h2", {}, "Over time"), el("p", { class: "soft" }, "No message says when it was sent."));
    const room = 640, high = 110;
    const step = room / it.times.length;
    const shapes = it.times.flatMap((time, number) => {
      const all = time.bands.reduce((sum, one) => sum + one, 0);
      let y = 4;
      const column = [];
      time.bands.forEach((one, index) => {
        const tall = all ? (one / all) * high : 0;
        if (tall) column.push(svg("rect", { x: number * step, y, width: Math.max(step - 1, 0.5), height: tall, class: `bar-${CLASSES[index]}` }));
        y += tall;
      });
      return column;
    });
    const every = Math.ceil(it.times.length / 8);
    const labels = it.times.map((time, number) => (number % every ? null : svg("text", { x: number * step, y: 132 }, time.name))).filter(Boolean);
    const rows = it.times.map((time) => el("tr", {}, el("td", {}, time.name), cell(many(time.messages)), cell(tens(time.median)), cell(share(time.fail, time.messages)), el("td", {}, bandBar(time.bands))));
    return el("section", {}, el("h2", {}, `Over time, by ${it.unit}`),
      drawing(room, 138, `Shares of the bands in ${it.times.length} ${it.unit}s, from ${it.times[0].name} to ${it.times[it.times.length - 1].name}; the table below has the numbers`, ...shapes, ...labels),
      el("p", { class: "soft" }, `From the bottom: ${[...it.bandNames].reverse().map(([, name]) => name).join(", ")}.${it.more.undated ? ` ${many(it.more.undated)} messages have no date.` : ""}`),
      el("details", {}, el("summary", {}, "In numbers"), table(`Messages by ${it.unit}`, groupHeads(it.unit), rows)));
  }

  const groupHeads = (name) => heads([name, false], ["Messages", true], ["Median heart", true], ["Fail", true], ["Bands", false]);

  function groups(heading, name, found, more) {
    if (!found.length) return null;
    const body = el("tbody");
    const keys = { messages: (one) => -one.messages, median: (one) => one.median ?? 1000, fail: (one) => -one.fail / one.messages };
    const lines = found.map((one) => ({ one, line: el("tr", {}, el("td", {}, one.name || "(empty)"), cell(many(one.messages)), cell(tens(one.median)), cell(share(one.fail, one.messages)), el("td", {}, bandBar(one.bands))) }));
    const made = [["messages", "Messages"], ["median", "Median heart"], ["fail", "Fail"]].map(([key, text]) =>
      [key, el("th", { scope: "col", class: "number" }, el("button", { type: "button", onclick: () => sort(key) }, text))]);
    function sort(by) {
      lines.sort((one, other) => keys[by](one.one) - keys[by](other.one));
      body.replaceChildren(...lines.map(({ line }) => line));
      for (const [key, head] of made) {
        if (key === by) head.setAttribute("aria-sort", key === "median" ? "ascending" : "descending");
        else head.removeAttribute("aria-sort");
      }
    }
    sort("messages");
    return el("section", {}, el("h2", {}, heading),
      el("div", { class: "wide" }, el("table", {}, el("caption", { class: "unseen" }, `${heading}; the heads sort`),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, name), made.map(([, head]) => head), el("th", { scope: "col" }, "Bands"))), body)),
      more ? el("p", { class: "soft" }, `And ${many(more)} more.`) : null);
  }

  function rules(heading, found, credit) {
    if (!found.length) return null;
    const most = found[0][3];
    const rows = found.map(([rule, title, severity, times, messages]) => {
      const bar = drawing(90, 5, "", svg("rect", { width: Math.max((times / most) * 90, 2), height: 5, class: credit ? "bar-credit" : `bar-${severity}` }));
      bar.removeAttribute("role"); bar.removeAttribute("aria-label"); bar.setAttribute("aria-hidden", "true");
      return el("tr", {}, el("td", {}, el("strong", {}, rule), el("br"), title), cell(many(times), bar), cell(many(messages)), cell(share(messages, it.totals.messages)));
    });
    return el("section", {}, el("h2", {}, heading), table(heading, heads(["Rule", false], ["Times", true], ["Messages", true], ["Of all", true]), rows));
  }

  function letters(heading, rows, side) {
    if (!rows.length) return null;
    return el("section", {}, el("h2", {}, heading), el("ul", { class: "notes" }, rows.map((row) => el("li", { class: side === "credits" ? "credit" : "error" },
      el("h3", {}, `${tens(row.score)} \u00b7 ${row.subject || row.opening || "(no words)"}`),
      el("p", { class: "place" }, [row.id !== null ? row.id : row.row !== null ? `row ${many(row.row)}` : "", row.sender, row.campaign, row.sent].filter(Boolean).join(" \u00b7 ")),
      row.opening ? el("p", {}, row.opening) : null,
      row[side].map(([rule, text]) => el("p", { class: "place" }, `${rule}: `, el("q", {}, text)))))));
  }

  function troubles() {
    if (!it.totals.troubles) return null;
    return el("div", { class: "trouble", role: "note" },
      el("p", {}, el("strong", {}, `${some(it.totals.troubles, "message")} with troubles, so this is no pass`)),
      el("ul", {}, it.troubles.map(([what, number, first]) => el("li", {}, `${what}: ${many(number)}${first === null ? "" : `, the first in row ${many(first)}`}`))));
  }

  const totals = it.totals;
  const main = el("main", { id: "main" }, el("h1", {}, `Heart check of ${it.name}`),
    el("p", { class: "label" }, `${some(totals.messages, "message")}, ${many(totals.scored)} with a score (median ${tens(it.median)}), ${many(totals.fail)} that fail; ${some(totals.findings, "finding")}, ${some(totals.credits, "credit")}${totals.suppressed ? `, ${many(totals.suppressed)} held back` : ""}.`),
    troubles(),
    el("div", { class: "panels" }, distribution(), overTime()),
    groups("By campaign", "Campaign", it.campaigns, it.more.campaigns),
    groups("By sender", "Sender", it.senders, it.more.senders),
    el("div", { class: "panels" }, rules("Most frequent findings", it.rules, false), rules("Most frequent credits", it.praise, true)),
    el("div", { class: "panels" }, letters("The coldest to read", it.coldest, "findings"), letters("The warmest to read", it.warmest, "credits")));
  main.tabIndex = -1;
  page.replaceChildren(el("a", { class: "skip", href: "#main" }, "Skip to the content"),
    el("header", { class: "top" }, el("span", { class: "soft label" }, "heartlint: where messages stop talking to a person, and where somebody is really there"),
      el("div", { class: "tools" }, theme(), el("button", { type: "button", onclick: () => print() }, "Print"))),
    main, el("footer", { class: "soft" }, el("p", {}, `heartlint ${it.version}. It speaks of the copy, never of whoever wrote it.`)));
})();
