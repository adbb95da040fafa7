/* The list beside the map: rows from the numbers of the map, with interval and link; words to say them. A part of map.js. */
(function () {
  "use strict";

  const Q = (window.quartierMap = window.quartierMap || {});
  const FIRST = 100; // rows; each press of "more" doubles them
  let shown = FIRST, listed = "";
  let order = { by: "value", rising: false }; // of the rows

  const formats = new Map(); // making one takes longer than using it a hundred times
  function format(digits) {
    const key = Q.facts.words.language + digits;
    if (!formats.has(key)) {
      const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
      formats.set(key, new Intl.NumberFormat(Q.facts.words.language, options));
    }
    return formats.get(key);
  }

  Q.number = function (value, decimals) { return format(decimals || 0).format(value); };

  /* The form of a sentence that the language has for a number. */
  Q.plural = function (forms, count, decimals) {
    const written = { minimumFractionDigits: decimals || 0 };
    const rule = new Intl.PluralRules(Q.facts.words.language, written).select(count);
    return (forms[rule] || forms.other).replace("{n}", Q.number(count, decimals));
  };

  Q.nameOf = function (code) { return Q.facts.names[Q.byCode.get(code)]; };

  // A number as the site says it: told times `by`, so 38 is 38% and 35 may be 3.5.
  function amount(value) { return Q.number(value / Q.numbers.by, Q.numbers.decimals) + Q.numbers.sign; }

  /* What is known of the neighbourhood at a place in the order of codes, in words. */
  Q.told = function (at) {
    const n = Q.numbers, words = Q.facts.words, value = n.value[at];
    if (value === null || value === undefined) {
      const before = n.value.slice(0, at).filter(function (each) { return each === null; }).length;
      return { why: n.reasons[n.why[before]] || "" };
    }
    const text = amount(value);
    const interval = n.low[at] === n.high[at] ? "" : words.interval.replace("{low}", amount(n.low[at])).replace("{high}", amount(n.high[at]));
    return { value: text, about: n.about.replace("{n}", text), interval: interval, change: change(at) };
  };

  function known(found) { return found !== null && found !== undefined; }

  function size(found) {
    const n = Q.numbers, told = Math.abs(found);
    return n.sign ? Q.plural(Q.facts.words.points, told / n.by, n.decimals) : amount(told);
  }

  function change(at) {
    const n = Q.numbers, found = n.change && n.change[at];
    return known(found) ? n.sentences[found > 0 ? 0 : found < 0 ? 1 : 2].replace("{amount}", size(found)) : "";
  }

  /* +5 points, −0.4: a cell of the column of differences. */
  function difference(at) {
    const found = Q.numbers.change[at];
    if (!known(found)) return "–";
    return found ? (found > 0 ? "+" : "−") + size(found) : Q.facts.words.unclear;
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  Q.element = element;

  function spoken(text) { return element("span", "visually-hidden", text); }

  Q.writeList = function () {
    const body = document.getElementById("map-rows");
    if (!body || !Q.numbers) return;
    const n = Q.numbers, codes = Q.facts.codes, names = Q.facts.names;
    if (listed !== Q.facts.key + n.key) { // by what is coloured, until the reader wants another order
      listed = Q.facts.key + n.key;
      shown = FIRST;
      order = { by: n.differs ? "change" : "value", rising: false };
    }
    const every = ordered(codes.map(function (_, at) { return at; }), names);
    const told = every.filter(function (at) { return n.value[at] !== null; });
    const low = Math.min(...told.map(function (at) { return n.low[at]; }));
    const high = Math.max(...told.map(function (at) { return n.high[at]; }));
    const scale = { low: low, span: Math.max(high - low, 1e-9) };
    const chosen = new Set(Q.facts.selected);
    const rows = every.filter(function (at, rank) { return rank < shown || chosen.has(codes[at]); });
    body.replaceChildren(...rows.map(function (at) { return row(at, scale, chosen); }));
    heads();
    axis(told.length ? [low, high] : null);
    const rest = every.length - rows.length, more = document.getElementById("map-more");
    more.hidden = rest <= 0;
    more.textContent = Q.facts.words.more.replace("{n}", Q.number(Math.min(rest, shown)));
  };

  // What is not known comes last, whichever the way; the amount orders those of one difference.
  function ordered(every, names) {
    const n = Q.numbers, way = order.rising ? 1 : -1, collator = new Intl.Collator(Q.facts.words.language, { numeric: true });
    const by = function (list, a, b) {
      const x = list[a], y = list[b];
      return x === y ? 0 : x === null ? 1 : y === null ? -1 : way * (x - y);
    };
    return every.sort(function (a, b) {
      const named = collator.compare(names[a], names[b]);
      if (order.by === "name") return way * named;
      return (order.by === "change" && by(n.change, a, b)) || by(n.value, a, b) || named;
    });
  }

  function heads() {
    document.querySelectorAll("#map-table [data-order]").forEach(function (button) {
      const head = button.parentElement, by = button.dataset.order;
      if (by === "change") head.hidden = !Q.numbers.differs;
      if (by === order.by) head.setAttribute("aria-sort", order.rising ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
  }

  /* No number is shown, printed or kept any more. */
  Q.clear = function () {
    const body = document.getElementById("map-rows"), more = document.getElementById("map-more");
    Q.numbers = null;
    Q.letGo();
    if (body) body.replaceChildren();
    if (more) more.hidden = true;
  };

  function axis(ends) {
    const place = document.getElementById("map-dot-scale");
    if (!place) return;
    place.setAttribute("aria-hidden", "true");
    place.replaceChildren(...(ends || []).map(function (end) { return element("span", "", amount(end)); }));
  }

  function row(at, scale, chosen) {
    const words = Q.facts.words, code = Q.facts.codes[at], picked = chosen.has(code), told = Q.told(at);
    const line = element("tr", picked ? "is-selected" : ""), head = element("th"), link = element("a", "place-link");
    const others = Q.facts.selected.filter(function (each) { return each !== code; });
    head.scope = "row";
    link.href = location.pathname + Q.searchWith(picked ? others : Q.facts.selected.concat(code));
    link.dataset.code = code;
    link.id = "map-row-" + code;
    const tick = element("span", picked ? "tick is-on" : "tick");
    tick.setAttribute("aria-hidden", "true");
    link.append(tick, element("span", "", Q.nameOf(code)), spoken(picked ? words.remove : words.select));
    head.append(link);
    line.append(head);
    if (told.value === undefined) {
      const why = element("td", "is-hidden", told.why);
      why.colSpan = Q.numbers.differs ? 3 : 2;
      line.append(why);
      return line;
    }
    const middle = element("td", "dot-column");
    middle.append(dots(at, scale), spoken(told.interval));
    line.append(middle, element("td", "", told.value));
    if (Q.numbers.differs) line.append(element("td", Q.numbers.change[at] ? "" : "soft", difference(at)));
    return line;
  }

  function dots(at, scale) {
    const n = Q.numbers, box = element("span", "dots");
    const share = function (value) { return Math.min(100, Math.max(0, (value - scale.low) / scale.span * 100)); };
    const put = function (className, left, width) {
      const part = element("span", className);
      part.style.left = left.toFixed(1) + "%";
      if (width !== undefined) part.style.width = width.toFixed(1) + "%";
      box.append(part);
    };
    box.setAttribute("aria-hidden", "true");
    if (n.mark !== null && n.mark >= scale.low && n.mark <= scale.low + scale.span) put("dot-mark", share(n.mark));
    put("dot-line", share(n.low[at]), share(n.high[at]) - share(n.low[at]));
    put("dot", share(n.value[at]));
    return box;
  }

  /* The numbers of every neighbourhood as CSV, in the order of codes; what is hidden, or no clear difference, says so. */
  Q.saveTable = function () {
    const n = Q.numbers, words = Q.facts.words;
    if (!n) return;
    const by = n.by * (n.sign ? 100 : 1), title = document.getElementById("map-caption").textContent;
    const plain = function (value) { return Number((value / by).toPrecision(12)); };
    const head = [words.neighbourhood, words.code, n.heads[0], words.from, words.to].concat(n.change ? [n.heads[1]] : []);
    const rows = Q.facts.codes.map(function (code, at) {
      const told = Q.told(at), shows = told.value !== undefined;
      const cells = shows ? [n.value[at], n.low[at], n.high[at]].map(plain) : [told.why, "", ""];
      const differs = !shows ? "" : n.change && n.change[at] ? plain(n.change[at]) : n.change && difference(at);
      return [Q.nameOf(code), code].concat(cells, n.change ? [differs] : []);
    });
    window.quartierFigure.saveTable(n.file, title, [head].concat(rows));
  };

  document.addEventListener("click", function (event) {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("#map-more")) { shown *= 2; Q.writeList(); return; }
    const button = event.target.closest("#map-table [data-order]");
    if (button) {
      const by = button.dataset.order;
      order = { by: by, rising: by === order.by ? !order.rising : by === "name" };
      Q.writeList();
      return;
    }
    const link = event.target.closest("#map-rows a[data-code]");
    if (!link || event.ctrlKey || event.metaKey || event.button) return;
    event.preventDefault();
    Q.toggle(link.dataset.code, true);
  });

  // On paper nobody can ask for more.
  let before = FIRST;
  window.addEventListener("beforeprint", function () {
    if (!Q.numbers) return;
    before = shown;
    shown = Infinity;
    Q.writeList();
  });
  window.addEventListener("afterprint", function () {
    if (!Q.numbers) return;
    shown = before;
    Q.writeList();
  });

  // What the pointer or the focus is on in the list is outlined on the map, and no longer when both have left.
  ["pointerover", "focusin"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      const line = event.target instanceof Element && event.target.closest("#map-rows tr");
      if (line) Q.highlight(line.querySelector("a[data-code]").dataset.code);
    });
  });

  ["pointerout", "focusout"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      const line = event.target instanceof Element && event.target.closest("#map-rows tr");
      if (line && !line.contains(event.relatedTarget)) Q.highlight(null);
    });
  });
})();
