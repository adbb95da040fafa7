/* Pointing at the map and drawing on it: hover texts, clicks, and areas that take whole neighbourhoods. A part of map.js. */
(function () {
  "use strict";

  const Q = (window.quartierMap = window.quartierMap || {});
  const SIGNS = ["projects", "residences", "places-one", "places-several"], AREAS = ["projects-area"];
  let pointed = null; // code of what is outlined
  let told = null, quiet = null; // what the text beside the pointer is of, and of what it was closed
  let stop = null; // ends the drawing that is under way

  function found(map, point, layers) {
    const there = layers.filter(function (id) {
      return map.getLayer(id) && map.getLayoutProperty(id, "visibility") !== "none";
    });
    return there.length ? map.queryRenderedFeatures(point, { layers: there })[0] : undefined;
  }

  Q.highlight = function (code) {
    const map = Q.map();
    if (!map || !map.getSource("pointed") || pointed === code) return;
    Q.feed(map, "pointed", code, function () { return Q.subset(code === null ? [] : [code]); });
    pointed = code;
  };

  /* Another page: a drawing that was under way ends, nothing is outlined. */
  Q.letGo = function () {
    if (stop) stop();
    Q.highlight(null);
    pointed = told = quiet = null;
    tell(null, null);
  };

  Q.point = function (map) {
    map.on("mousemove", function (event) {
      if (stop || !Q.numbers) return;
      const sign = found(map, event.point, SIGNS) || found(map, event.point, AREAS), place = found(map, event.point, ["amounts"]);
      map.getCanvas().style.cursor = sign || place ? "pointer" : "";
      Q.highlight(place ? place.properties.code : null);
      told = sign ? sign.layer.id + " " + sign.properties.code : place ? place.properties.code : null;
      if (quiet !== told) quiet = null;
      tell(event.point, quiet !== null ? null : sign ? Q.pointLines(sign.properties) : place ? placeLines(place.properties.code) : null);
    });
    map.on("mouseout", function () { Q.highlight(null); told = null; tell(null, null); });
    map.on("click", function (event) {
      if (stop) return;
      const sign = found(map, event.point, SIGNS);
      if (sign && sign.properties.cluster) { open(map, sign); return; }
      const place = found(map, event.point, ["amounts"]);
      const code = sign ? sign.properties.neighbourhood : place && place.properties.code;
      const keys = event.originalEvent;
      if (code && Q.byCode.has(code)) Q.toggle(code, keys.shiftKey || keys.ctrlKey || keys.metaKey);
    });
  };

  function open(map, cluster) {
    map.getSource("places").getClusterExpansionZoom(cluster.properties.cluster_id).then(function (zoom) {
      map.easeTo({ center: cluster.geometry.coordinates, zoom: zoom }, { originalEvent: {} });
    });
  }

  function placeLines(code) {
    const told = Q.told(Q.byCode.get(code));
    return [Q.nameOf(code), told.value ? told.about + (told.interval && " (" + told.interval + ")") : told.why, told.change];
  }

  /* Name and kind, dwellings or stage of what a layer draws as a point, by its properties. */
  Q.pointLines = function (of) {
    const words = Q.facts.words;
    if (of.cluster) return ["", Q.plural(words.several, of.point_count)];
    if (of.reading) return [of.name, of.reading];
    if (of.kind) return [of.name, words[of.kind] || words.other];
    return [of.name, of.dwellings ? Q.plural(words.dwellings, of.dwellings) : ""];
  };

  // The text beside the pointer repeats what lists and panel say, so it is not read out.
  function tell(point, lines) {
    const frame = Q.frame();
    if (!frame) return;
    let tip = frame.querySelector(".map-tip");
    if (!tip) {
      tip = document.createElement("div");
      tip.className = "map-tip";
      tip.setAttribute("aria-hidden", "true");
      frame.appendChild(tip);
    }
    tip.hidden = !lines;
    if (!lines) return;
    tip.replaceChildren(...lines.filter(Boolean).map(function (line, at) {
      const part = document.createElement(at || !lines[0] ? "span" : "strong");
      part.textContent = line;
      return part;
    }));
    const left = point.x + 18 + tip.offsetWidth > frame.clientWidth ? point.x - tip.offsetWidth - 14 : point.x + 16;
    const top = point.y + 18 + tip.offsetHeight > frame.clientHeight ? point.y - tip.offsetHeight - 12 : point.y + 16;
    tip.style.transform = "translate(" + Math.round(left) + "px," + Math.round(top) + "px)";
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !Q.frame()) return;
    quiet = told;
    tell(null, null);
  });

  // ---- drawing an area

  Q.drawMode = function (map, kind) {
    const again = stop && stop.kind === kind;
    if (stop) stop();
    if (!again) begin(map, kind);
  };

  function begin(map, kind) {
    const frame = Q.frame(), button = frame.querySelector('[data-map="' + kind + '"]');
    const sheet = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
    sheet.classList.add("map-sheet");
    sheet.setAttribute("aria-hidden", "true");
    sheet.appendChild(line);
    map.getContainer().appendChild(sheet);
    button.setAttribute("aria-pressed", "true");
    tell(null, null);
    let points = [];

    const at = function (event) {
      const box = sheet.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const outline = function () {
      if (kind === "area" || points.length < 2) return points;
      const a = points[0], b = points[points.length - 1];
      return [a, [b[0], a[1]], b, [a[0], b[1]]];
    };
    const end = function () {
      sheet.remove();
      document.removeEventListener("keydown", escape, true);
      button.setAttribute("aria-pressed", "false");
      stop = null;
    };
    const escape = function (event) { if (event.key === "Escape") end(); };
    end.kind = kind;
    stop = end;
    document.addEventListener("keydown", escape, true);
    sheet.addEventListener("pointerdown", function (event) {
      event.preventDefault();
      event.stopPropagation();
      sheet.setPointerCapture(event.pointerId);
      points = [at(event)];
    });
    sheet.addEventListener("pointermove", function (event) {
      if (!points.length) return;
      points.push(at(event));
      line.setAttribute("points", outline().join(" "));
    });
    sheet.addEventListener("pointerup", function (event) {
      const area = outline();
      end();
      if (area.length > 2) take(map, area, event.shiftKey || event.ctrlKey || event.metaKey);
    });
  }

  // No free areas: a neighbourhood is taken whole when its middle lies in what was drawn.
  function take(map, area, adding) {
    const words = Q.facts.words;
    const inside = Q.collection.features.filter(function (each) {
      const spot = map.project(each.properties.at);
      return contains(area, spot.x, spot.y);
    }).map(function (each) { return each.properties.code; });
    if (!inside.length) { Q.say(words.drawn_none); return; }
    if (!Q.go(adding ? Array.from(new Set(Q.wanted.concat(inside))) : inside)) return;
    const names = inside.slice(0, 6).map(Q.nameOf), more = inside.length - names.length;
    const listed = new Intl.ListFormat(words.language, { type: "conjunction" }).format(names);
    const told = more > 0 ? Q.plural(words.others, more).replace("{names}", names.join(", ")) : listed;
    Q.say(Q.plural(words.drawn, inside.length).replace("{names}", told));
  }

  function contains(area, x, y) {
    let inside = false;
    for (let i = 0, j = area.length - 1; i < area.length; j = i, i += 1) {
      const a = area[i], b = area[j];
      if ((a[1] > y) !== (b[1] > y) && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]) inside = !inside;
    }
    return inside;
  }

  Q.say = function (text) { window.dash_clientside.quartier.say(text, 12000); };
})();
