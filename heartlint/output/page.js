(() => {
  const run = JSON.parse(document.getElementById("run").textContent);
  const page = document.getElementById("page");
  const SEVERITIES = ["error", "warning", "info"];
  const [SIDE, RULE, SEVERITY, CONFIDENCE, BLOCK, START, END, LINE, COLUMN, WHY] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const shown = { family: "", error: true, warning: true, info: true, likely: true, credit: true };
  let order = { by: "score", down: false };

  // ---------------------------------------------------------------------------------------------- small pieces

  const family = (rule) => rule.split("/")[0];
  const title = (message) => (message.part ? `${message.name}, ${message.part}` : message.name);
  const folder = (name) => (name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : ".");
  const bandClass = (value) => ["there", "plain", "cool", "cold"][run.bands.findIndex(([low]) => value >= low)];
  const kindOf = (mark) => (mark[SIDE] === "c" ? "credit" : mark[SEVERITY]);
  const wanted = (mark) =>
    shown[kindOf(mark)] &&
    (shown.likely || mark[CONFIDENCE] === "sure") &&
    (!shown.family || family(mark[RULE]) === shown.family);
  const signed = (points) => (points > 0 ? "+" : points < 0 ? "\u2212" : "") + Math.abs(points).toFixed(1);
  function tally(values) {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    return [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  }

  // ------------------------------------------------------------------------------------------------ the filters

  function filters(onchange) {
    const families = [...new Set(run.messages.flatMap((message) => message.marks.map((mark) => family(mark[RULE]))))].sort();
    const box = (key, text) =>
      el("label", {}, el("input", {
        type: "checkbox", checked: shown[key], onchange: (event) => { shown[key] = event.target.checked; onchange(); },
      }), text);
    const choose = el("select", { onchange: (event) => { shown.family = event.target.value; onchange(); } },
      el("option", { value: "" }, "all families"),
      families.map((name) => el("option", { value: name, selected: name === shown.family }, name)));
    return el("div", { class: "filters", role: "group", "aria-label": "What is shown" },
      el("label", {}, "Family", choose),
      el("fieldset", {}, el("legend", {}, "Show"), SEVERITIES.map((name) => box(name, `${name}s`.replace("infos", "info"))), box("credit", "credits"), box("likely", "likely ones")));
  }

  // ----------------------------------------------------------------------------------------------- the overview

  function overview() {
    document.title = "Heart check";
    const counts = el("p", { class: "label", "aria-live": "polite" });
    const panels = el("div", { class: "panels" });
    const body = el("tbody");
    const heads = [
      ["name", "Message", (row) => row.name.toLowerCase()], ["kind", "Kind", (row) => row.message.kind],
      ["score", "Heart", (row) => row.message.score ?? 1000], ["error", "Errors", (row) => row.error],
      ["warning", "Warnings", (row) => row.warning], ["info", "Info", (row) => row.info], ["credit", "Credits", (row) => row.credit],
    ];
    const rows = run.messages.map((message, index) => {
      const row = { message, index, name: title(message) };
      const number = (text = "") => el("td", { class: "number" }, text);
      row.cells = { error: number(), warning: number(), info: number(), credit: number() };
      row.line = el("tr", {}, el("td", {}, el("a", { href: `#m${index}` }, row.name)), el("td", {}, message.kind),
        number(message.score === null ? "none" : message.score.toFixed(1)), Object.values(row.cells));
      return row;
    });
    const headings = heads.map(([by, text], index) => el("th", { scope: "col", class: index > 1 ? "number" : false },
      el("button", { type: "button", onclick: () => { order = { by, down: order.by === by && !order.down }; sort(); } }, text)));

    function sort() {
      const key = heads.find(([by]) => by === order.by)[2];
      const way = order.down ? -1 : 1;
      rows.sort((one, other) => { const [a, b] = [key(one), key(other)]; return (a < b ? -1 : a > b ? 1 : one.index - other.index) * way; });
      body.replaceChildren(...rows.map((row) => row.line));
      headings.forEach((head, index) => {
        if (heads[index][0] === order.by) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
    }
    function refresh() {
      const totals = { error: 0, warning: 0, info: 0, credit: 0 };
      const rules = [], places = new Map();
      for (const row of rows) {
        Object.assign(row, { error: 0, warning: 0, info: 0, credit: 0 });
        for (const mark of row.message.marks) {
          if (!wanted(mark)) continue;
          const kind = kindOf(mark);
          row[kind] += 1; totals[kind] += 1;
          rules.push(mark[RULE]);
          if (kind !== "credit") {
            const where = folder(row.message.name);
            if (!places.has(where)) places.set(where, []);
            places.get(where).push(family(mark[RULE]));
          }
        }
        for (const [kind, cell] of Object.entries(row.cells)) cell.textContent = row[kind] || "";
        row.line.hidden = Boolean(shown.family) && !(row.error + row.warning + row.info + row.credit);
      }
      const visible = rows.filter((row) => !row.line.hidden).length;
      counts.textContent = `${count(visible, "message")}: ${["error", "warning", "info", "credit"].map((kind) => count(totals[kind], kind)).join(", ")}.`;
      panels.replaceChildren(distribution(rows.filter((row) => !row.line.hidden)), frequent(rules), perFolder(places));
      if (order.by !== "name" && order.by !== "kind" && order.by !== "score") sort();
    }
    const main = el("main", { id: "main" }, el("h1", {}, "Heart check"), counts, troubles(run.troubles),
      filters(refresh), panels,
      el("h2", {}, "Messages"),
      el("div", { class: "wide" }, el("table", { class: "messages" }, el("caption", { class: "unseen" }, "All messages; the heads sort"), el("thead", {}, el("tr", {}, headings)), body)));
    refresh(); sort();
    show(main);
  }

  function troubles(lines) {
    return lines.length ? el("div", { class: "trouble", role: "note" }, el("p", {}, el("strong", {}, `${count(lines.length, "trouble")}, so this run is not a pass`)), lines.slice(0, 200).map((line) => el("p", {}, line))) : null;
  }

  function distribution(rows) {
    const bins = Array(10).fill(0);
    let unscored = 0;
    for (const { message } of rows) {
      if (message.score === null) unscored += 1;
      else bins[Math.min(Math.floor(message.score / 10), 9)] += 1;
    }
    const most = Math.max(1, ...bins);
    const shapes = bins.flatMap((number, index) => {
      const height = number ? Math.max((number / most) * 100, 2) : 0;
      const x = 6 + index * 30;
      return [
        svg("rect", { x, y: 116 - height, width: 26, height, class: `bar-${bandClass(index * 10 + 5)}`, rx: 2 }),
        svg("text", { x: x + 13, y: 112 - height, "text-anchor": "middle" }, number ? String(number) : ""),
        svg("text", { x, y: 132, "text-anchor": "middle" }, String(index * 10)),
      ];
    });
    const said = bins.map((number, index) => `${number} from ${index * 10}`).filter((text) => !text.startsWith("0 ")).join(", ");
    return el("section", {}, el("h2", {}, "How the messages score"),
      drawing(312, 138, `Messages by score: ${said || "none scored"}`, ...shapes, svg("text", { x: 306, y: 132, "text-anchor": "middle" }, "100")),
      unscored ? el("p", { class: "soft" }, `${count(unscored, "message")} without a score.`) : null);
  }

  function frequent(rules) {
    const lines = tally(rules).slice(0, 12);
    const most = lines.length ? lines[0][1] : 1;
    return el("section", {}, el("h2", {}, "Most frequent"),
      lines.length ? el("table", {}, el("caption", { class: "unseen" }, "Most frequent rules"),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Rule"), el("th", { scope: "col", class: "number" }, "Times"))),
        el("tbody", {}, lines.map(([rule, number]) => {
          const width = Math.max((number / most) * 120, 2);
          const bar = drawing(120, 5, "", svg("rect", { width, height: 5, class: family(rule) === "heart" ? "bar-credit" : "bar-warning" }));
          bar.removeAttribute("role"); bar.removeAttribute("aria-label"); bar.setAttribute("aria-hidden", "true");
          return el("tr", {}, el("td", {}, rule, el("br"), el("span", { class: "soft" }, run.rules[rule][0]), bar), el("td", { class: "number" }, String(number)));
        }))) : el("p", {}, "Nothing."));
  }

  function perFolder(places) {
    const lines = [...places].map(([where, families]) => [where, tally(families), families.length]).sort((one, other) => other[2] - one[2]).slice(0, 12);
    if (!lines.length) return null;
    return el("section", {}, el("h2", {}, "Where"),
      el("table", {}, el("caption", { class: "unseen" }, "Families of findings in each folder"),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Folder"), el("th", { scope: "col" }, "Families"), el("th", { scope: "col", class: "number" }, "Findings"))),
        el("tbody", {}, lines.map(([where, families, number]) => el("tr", {}, el("td", {}, where), el("td", {}, families.map(([name, times]) => `${name} ${times}`).join(", ")), el("td", { class: "number" }, String(number)))))));
  }

  // -------------------------------------------------------------------------------------------------- a message

  function message(index) {
    const it = run.messages[index];
    document.title = `${title(it)} \u2013 heart check`;
    const letter = el("article", { class: "letter", "aria-label": "The message as its reader sees it" });
    const notes = el("ol", { class: "notes" });
    const heading = el("h2", { id: "notes" });
    function refresh() {
      const marks = it.marks.map((mark, number) => ({ mark, number })).filter(({ mark }) => wanted(mark));
      marks.sort((one, other) => one.mark[BLOCK] - other.mark[BLOCK] || one.mark[START] - other.mark[START] || one.number - other.number);
      letter.replaceChildren(...it.blocks.map((block, at) => blockOf(block, marks.filter(({ mark }) => mark[BLOCK] === at))));
      if (!it.blocks.length) letter.append(el("p", { class: "soft" }, "Nothing in it is read as copy."));
      notes.replaceChildren(...marks.map((one) => note(it, one)));
      heading.textContent = marks.length ? `${count(marks.filter(({ mark }) => mark[SIDE] === "f").length, "finding")}, ${count(marks.filter(({ mark }) => mark[SIDE] === "c").length, "credit")}` : "Nothing to show";
      for (const { number } of marks) pair(number);
    }
    function pair(number) {
      const place = letter.querySelector(`[data-id="mark-${number}"]`);
      const card = notes.querySelector(`[data-id="note-${number}"]`);
      if (!place || !card) return;
      const light = (on) => () => { for (const one of [card, ...letter.querySelectorAll(`[data-mark="${number}"]`)]) one.classList.toggle("here", on); };
      for (const one of [place, card]) {
        one.addEventListener("focusin", light(true)); one.addEventListener("focusout", light(false));
        one.addEventListener("mouseenter", light(true)); one.addEventListener("mouseleave", light(false));
      }
    }
    const several = run.messages.length > 1;
    const step = (to, text) => el("button", { type: "button", disabled: to < 0 || to >= run.messages.length, onclick: () => { location.hash = `m${to}`; } }, text);
    const main = el("main", { id: "main" },
      several ? el("nav", { "aria-label": "Messages" }, el("a", { href: "#" }, "All messages"), step(index - 1, "Previous"), step(index + 1, "Next")) : null,
      el("h1", {}, title(it)),
      el("p", { class: "soft" }, [it.kind, count(it.words, "word"), ...Object.entries(it.aside).map(([name, number]) => `${number} characters set aside (${name})`), ...Object.entries(it.suppressed).map(([by, number]) => `${count(number, "finding")} suppressed (${by})`)].join(" \u00b7 ")),
      it.notes.map((text) => el("p", { class: "soft" }, text)), troubles(several ? it.troubles : run.troubles),
      filters(refresh),
      el("div", { class: "split" }, letter, el("section", { "aria-labelledby": "notes" }, scoreOf(it), heading, notes)));
    refresh();
    show(main);
  }

  function blockOf([role, level, zone, text, zones, slots, key], marks) {
    /* positions count code points, JavaScript's strings do not */
    const chars = /[\ud800-\udfff]/.test(text) ? Array.from(text) : text;
    const cut = (from, to) => (typeof chars === "string" ? chars.slice(from, to) : chars.slice(from, to).join(""));
    const ends = new Set([0, chars.length]);
    for (const [start, end] of [...slots, ...marks.map(({ mark }) => [mark[START], mark[END]])]) { ends.add(start); ends.add(end); }
    const points = [...ends].filter((at) => at >= 0 && at <= chars.length).sort((one, other) => one - other);
    const said = el("span", { class: "said" });
    const begun = new Set();
    for (let i = 0; i + 1 < points.length; i += 1) {
      const [from, to] = [points[i], points[i + 1]];
      const over = marks.filter(({ mark }) => mark[START] <= from && to <= mark[END]);
      let piece = document.createTextNode(cut(from, to));
      if (slots.some(([start, end]) => start <= from && to <= end)) piece = el("span", { class: "slot" }, piece);
      for (const { mark, number } of [...over].reverse()) {
        const first = !begun.has(number);
        begun.add(number);
        piece = el("mark", {
          class: `${kindOf(mark)} ${mark[CONFIDENCE]}`, "data-mark": number, "data-id": first ? `mark-${number}` : null,
          tabindex: first ? "0" : null, "aria-describedby": first ? `about-${number}` : null,
          onfocus: tip, onmouseenter: tip, onblur: untip, onmouseleave: untip, onclick: () => goTo(`note-${number}`),
          onkeydown: (event) => { if (event.key === "Enter") goTo(`note-${number}`); if (event.key === "Escape") untip(); },
        }, piece);
        piece.note = mark;
      }
      said.append(piece);
    }
    const about = [role === "paragraph" ? "" : role, key, zone ? `set aside: ${zone}` : ""].filter(Boolean).join(" \u00b7 ");
    const made = el("div", { class: `r-${role} ${zone ? "aside" : ""}` }, about ? el("span", { class: "role" }, about) : null, said);
    if (level) said.classList.add("heading");
    return made;
  }

  function note(it, { mark, number }) {
    const [what, why, instead] = run.rules[mark[RULE]];
    const kind = kindOf(mark);
    const words = Array.from(it.blocks[mark[BLOCK]][3]).slice(mark[START], mark[END]).join("");
    return el("li", { class: kind, "data-id": `note-${number}`, tabindex: "-1" },
      el("h3", {}, el("a", { href: `#`, onclick: (event) => { event.preventDefault(); goTo(`mark-${number}`); } }, what)),
      el("p", { class: "place" }, `${kind}${mark[CONFIDENCE] === "likely" ? " (likely)" : ""} \u00b7 ${mark[RULE]} \u00b7 line ${mark[LINE]}, column ${mark[COLUMN]}`),
      el("p", {}, el("q", {}, words)),
      el("div", { id: `about-${number}` }, el("p", {}, mark[WHY] || why), kind === "credit" ? null : el("p", { class: "ask" }, instead)));
  }

  function scoreOf(it) {
    if (it.score === null) return el("section", {}, el("h2", {}, "No score"), el("p", {}, it.reason));
    const width = Math.max(it.score * 3, 2);
    const picture = drawing(300, 16, `Heart ${it.score.toFixed(1)} of 100: ${it.band}`,
      svg("rect", { width: 300, height: 16, rx: 4, class: "bar-rest" }), svg("rect", { width, height: 16, rx: 4, class: `bar-${bandClass(it.score)}` }));
    const most = Math.max(1, ...it.parts.map(([, points]) => Math.abs(points)));
    const lines = it.parts.map(([name, points, number]) => {
      const size = Math.max((Math.abs(points) / most) * 60, 1);
      const bar = drawing(124, 10, "", svg("rect", { x: points < 0 ? 62 - size : 62, y: 0, width: size, height: 10, class: points < 0 ? "bar-error" : "bar-credit" }), svg("rect", { x: 61.5, width: 1, height: 10, class: "bar-rest" }));
      bar.removeAttribute("role"); bar.removeAttribute("aria-label"); bar.setAttribute("aria-hidden", "true");
      const label = number === null ? name : el("a", { href: "#", onclick: (event) => { event.preventDefault(); goTo(`note-${number}`); } }, name);
      return el("tr", {}, el("td", {}, label), el("td", {}, bar), el("td", { class: "number" }, signed(points)));
    });
    const worst = it.parts.filter(([, points, number]) => points < 0 && number !== null).sort((one, other) => one[1] - other[1]).slice(0, 2);
    return el("section", {}, el("h2", {}, `Heart ${it.score.toFixed(1)}: ${it.band}`), picture,
      worst.length ? el("div", {}, el("h3", {}, "What would help most"), el("ul", {}, worst.map(([rule, points, number]) =>
        el("li", {}, el("a", { href: "#", onclick: (event) => { event.preventDefault(); goTo(`note-${number}`); } }, `line ${it.marks[number][LINE]}, ${rule}`), ` (${signed(points)}) `, run.rules[rule][2])))) : null,
      el("details", {}, el("summary", {}, "How the score adds up"), el("table", { class: "sum" },
        el("caption", { class: "unseen" }, "The parts of the score"),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Part"), el("th", { scope: "col" }, el("span", { class: "unseen" }, "Picture")), el("th", { scope: "col", class: "number" }, "Points"))),
        el("tbody", {}, lines, el("tr", {}, el("th", { scope: "row" }, "Heart"), el("td"), el("td", { class: "number" }, el("strong", {}, it.score.toFixed(1))))))));
  }

  // ------------------------------------------------------------------------------------------- why, where it is

  const bubble = el("div", { class: "tip", role: "tooltip", hidden: true });
  function tip(event) {
    const mark = event.currentTarget.note;
    const [what, why, instead] = run.rules[mark[RULE]];
    bubble.replaceChildren(el("strong", {}, what), el("p", {}, mark[WHY] || why), mark[SIDE] === "c" ? "" : el("p", {}, el("em", {}, instead)));
    bubble.hidden = false;
    const place = event.currentTarget.getBoundingClientRect();
    bubble.style.left = `${Math.max(8, Math.min(place.left, innerWidth - bubble.offsetWidth - 8)) + scrollX}px`;
    bubble.style.top = `${place.bottom + 8 + scrollY}px`;
  }
  function untip() { bubble.hidden = true; }
  function goTo(id) {
    const target = page.querySelector(`[data-id="${id}"]`);
    if (target) { untip(); target.focus({ preventScroll: true }); target.scrollIntoView({ block: "center" }); }
  }

  // --------------------------------------------------------------------------------------------------- the page

  const tools = el("div", { class: "tools" }, theme(), el("button", { type: "button", onclick: () => print() }, "Print"));
  function show(main) {
    untip();
    page.replaceChildren(el("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); document.getElementById("main").focus(); } }, "Skip to the content"),
      el("header", { class: "top" }, el("span", { class: "soft label" }, "heartlint: where a message stops talking to a person, and where somebody is really there"), tools), main,
      el("footer", { class: "soft" }, el("p", {}, `heartlint ${run.version}. It speaks of the copy, never of whoever wrote it.`)));
    main.tabIndex = -1;
    main.append(bubble);
  }
  function route() {
    const asked = /^#m(\d+)$/.exec(location.hash);
    if (asked && Number(asked[1]) < run.messages.length) message(Number(asked[1]));
    else if (run.messages.length === 1) message(0);
    else overview();
    scrollTo(0, 0);
  }
  addEventListener("hashchange", route);
  addEventListener("keydown", (event) => { if (event.key === "Escape") untip(); });
  route();
})();
