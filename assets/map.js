/* The map: puts shapes, numbers and layers on the MapLibre map that plotly has opened, keeps the reader's view, and turns
   clicks into addresses. It holds nothing of the product, computes no number and asks only this site. */
(function () {
  "use strict";

  const Q = (window.quartierMap = window.quartierMap || {});
  const FRAME = ".map-figure";
  const MARGIN = 28;
  const PATIENCE = 20000; // milliseconds until it is said that the map does not come
  const NAMED = 30; // pixels that neighbourhoods must be apart to be named: else names would hide a large city
  const shapes = new Map(); // address -> promise of the neighbourhoods, asked for once a visit
  const dressed = new WeakMap(); // map -> key of what its layers were made from
  const watched = new WeakSet();
  const views = new Map(); // the reader's view by territory: a new period or a click must not move the map
  Q.turn = 0;

  Q.frame = function () { return document.querySelector(FRAME); };

  function plotOf(frame) { return frame && frame.querySelector(".js-plotly-plot"); }

  function mapOf(frame) {
    const layout = plotOf(frame) && plotOf(frame)._fullLayout;
    const subplot = layout && layout.map && layout.map._subplot;
    return subplot && subplot.map;
  }

  Q.map = function () { return mapOf(Q.frame()); };

  // ---- numbers and facts arrive

  function draw(facts, numbers) {
    if (!facts || !numbers) return window.dash_clientside.no_update;
    // Another snapshot or territory since the page was opened: these numbers are of other places. None is shown.
    if (numbers.stamp !== facts.stamp) { Q.clear(); again(numbers.stamp, "map-changed"); return (Q.turn += 1); }
    const before = Q.facts ? Q.facts.selected : facts.selected;
    if (!Q.facts || Q.facts.search !== facts.search) Q.wanted = facts.selected; // or more, while a page with more of them is on its way
    Q.facts = facts;
    Q.numbers = numbers;
    Q.search = numbers.address ? new URL(numbers.address, location).search : facts.search;
    Q.byCode = new Map(facts.codes.map(function (code, at) { return [code, at]; }));
    // The router's own idea of the address must be complete before it changes without it.
    if (!Q.turn) window.dash_clientside.set_props("url", { href: location.href });
    const turn = (Q.turn += 1);
    Q.letGo();
    // The eye is on the map: address, list and words come a moment later, whatever becomes of the map.
    const followed = afterFrame(function () {
      if (numbers.address && turn === Q.turn) Q.readdress(numbers.address);
      Q.writeList();
      Q.writePoints();
      return turn;
    });
    load(facts.shapes).then(function (collection) {
      if (turn !== Q.turn || !Q.frame()) return null;
      if (collection.stamp !== facts.stamp) { again(collection.stamp, "map-failed"); return null; }
      Q.collection = collection;
      const map = Q.map();
      if (map && dressed.get(map) === facts.key) paint(map);
      return whenMap(turn);
    }).then(function (map) {
      if (!map || turn !== Q.turn || !Q.frame()) return;
      say("map-failed", false);
      sessionStorage.removeItem("map-again");
      dress(map);
      paint(map);
      showNew(map, before);
      Q.frame().dataset.painted = String(turn); // for those who wait for it
    }).catch(function (error) {
      if (turn !== Q.turn || !Q.frame()) return;
      if (error.status === 404) again(facts.stamp, "map-failed"); else say("map-failed", true);
      console.warn(error);
    });
    return followed;
  }

  function afterFrame(follow) {
    return new Promise(function (resolve) {
      if (document.hidden) resolve();
      else window.requestAnimationFrame(function () { window.setTimeout(resolve, 0); });
    }).then(follow);
  }

  /* The words that came with the numbers of another indicator, once these are painted. */
  function tell(_, numbers) {
    if (!numbers || !numbers.words || numbers.stamp !== Q.facts.stamp) throw window.dash_clientside.PreventUpdate;
    return numbers.words;
  }

  /* Says in words that the map is not drawn while the list has the same numbers, or that nothing can be shown. */
  function say(id, is) {
    const said = document.getElementById(id);
    if (said) said.hidden = !is;
  }

  /* The page once more from the site, but not for ever. */
  function again(stamp, otherwise) {
    if (sessionStorage.getItem("map-again") === stamp) { say(otherwise, true); return; }
    sessionStorage.setItem("map-again", stamp);
    if (location.search === Q.search) location.reload(); else location.assign(location.pathname + Q.search);
  }

  /* Shapes or points from their address, each with the box around it. */
  Q.load = load;

  function load(address) {
    if (!shapes.has(address)) {
      shapes.set(address, fetch(address).then(function (answer) {
        if (!answer.ok) throw Object.assign(new Error("shapes: " + answer.status), { status: answer.status });
        return answer.json();
      }).then(function (collection) {
        collection.features.forEach(function (each) { each.box = boxOf(each.geometry.coordinates); });
        return collection;
      }));
      shapes.get(address).catch(function () { shapes.delete(address); });
    }
    return shapes.get(address);
  }

  function boxOf(coordinates) {
    const box = [180, 90, -180, -90];
    (function walk(part) {
      if (typeof part[0] === "number") {
        box[0] = Math.min(box[0], part[0]); box[1] = Math.min(box[1], part[1]);
        box[2] = Math.max(box[2], part[0]); box[3] = Math.max(box[3], part[1]);
      } else part.forEach(walk);
    })(coordinates);
    return box;
  }

  function whenMap(turn) {
    const began = Date.now();
    return new Promise(function (resolve, reject) {
      (function look() {
        if (turn !== Q.turn || !Q.frame()) return resolve(null);
        const map = Q.map();
        if (map && (dressed.has(map) || map.isStyleLoaded() || map.loaded())) return resolve(map);
        if (!draws()) return reject(new Error("no WebGL"));
        const late = Date.now() - began > PATIENCE;
        if (late) say("map-failed", true); // a slow one may still come
        window.setTimeout(look, late ? 1000 : 40);
        return null;
      })();
    });
  }

  let canDraw; // found out once: each attempt takes a context
  function draws() {
    if (canDraw === undefined) canDraw = Boolean(document.createElement("canvas").getContext("webgl2"));
    return canDraw;
  }

  // ---- layers

  Q.subset = function (codes) {
    return { type: "FeatureCollection",
             features: codes.map(function (code) { return Q.collection.features[Q.byCode.get(code)]; }).filter(Boolean) };
  };

  function dress(map) {
    const facts = Q.facts;
    if (dressed.get(map) !== facts.key) {
      facts.overlay.layers.slice().reverse().forEach(function (layer) { if (map.getLayer(layer.id)) map.removeLayer(layer.id); });
      Object.keys(facts.overlay.sources).forEach(function (name) { if (map.getSource(name)) map.removeSource(name); });
      ["hatch", "dots"].forEach(function (name) {
        if (map.hasImage(name)) map.removeImage(name);
        map.addImage(name, Q.pattern(name, facts.colours), { pixelRatio: 2 });
      });
      Object.entries(facts.overlay.sources).forEach(function (pair) { map.addSource(pair[0], pair[1]); });
      facts.overlay.layers.forEach(function (layer) { map.addLayer(layer); });
      map.getSource("neighbourhoods").setData(Q.collection);
      map.setLayerZoomRange("names", Math.max(0, Math.log2(NAMED / apart())), 24);
      map.getSource("names").setData({ type: "FeatureCollection", features: Q.collection.features.map(function (each) {
        return { type: "Feature", properties: each.properties, geometry: { type: "Point", coordinates: each.properties.at } };
      }) });
      map.quartierFed = {};
      dressed.set(map, facts.key);
    }
    watch(map);
    switchLayers();
    window.setTimeout(switchLayers, 400); // the switches may remember another state a moment later
  }

  Q.feed = function (map, name, key, make) {
    if (map.quartierFed[name] === key) return;
    map.quartierFed[name] = key;
    map.getSource(name).setData(make());
  };

  function paint(map) {
    const numbers = Q.numbers, facts = Q.facts, hidden = [];
    if (map.quartierPainted === Q.turn) return;
    map.quartierPainted = Q.turn;
    Q.collection.features.forEach(function (each, at) {
      const letter = numbers.classes[at], code = each.properties.code;
      if (letter === "-") hidden.push(code);
      map.setFeatureState({ source: "neighbourhoods", id: code }, { fill: numbers.colours[letter] || facts.colours.hidden });
    });
    Q.feed(map, "hidden", hidden.join("|"), function () { return Q.subset(hidden); });
    Q.feed(map, "selected", facts.selected.join("|"), function () { return Q.subset(facts.selected); });
    Q.feed(map, "similar", facts.similar.join("|"), function () { return Q.subset(facts.similar); });
  }

  function switchLayers() {
    const map = Q.map(), frame = Q.frame();
    if (!map || !Q.collection || dressed.get(map) !== Q.facts.key) return;
    frame.querySelectorAll("[data-layer]").forEach(function (item) {
      const code = item.dataset.layer, box = item.querySelector("input"), on = Boolean(box && box.checked);
      item.classList.toggle("is-on", on);
      if (on) fill(map, code);
      // A heat over strong colours would be read with them as one.
      if (code === "activity") map.setPaintProperty("amounts", "fill-opacity", on ? 0.3 : Q.facts.see_through ? 0.72 : 1);
      Q.facts.overlay.layers.forEach(function (layer) {
        if (layer.metadata && layer.metadata.layer === code && map.getLayer(layer.id)) {
          const wanted = on ? "visible" : "none";
          if (map.getLayoutProperty(layer.id, "visibility") !== wanted) map.setLayoutProperty(layer.id, "visibility", wanted);
        }
      });
    });
  }

  // Only what is looked at is fetched.
  function fill(map, code) {
    const facts = Q.facts;
    if (facts.layers[code]) Q.feed(map, code, facts.layers[code], function () { return new URL(facts.layers[code], location).href; });
    else if (code === "projects") Q.feed(map, code, JSON.stringify(facts.projects), function () { return facts.projects; });
    else if (code === "silent") Q.feed(map, code, facts.silent.join("|"), function () { return Q.subset(facts.silent); });
    else if (code === "activity") Q.feed(map, code, facts.activity.join("|"), function () { return heat(map); });
  }

  // How far neighbourhoods lie apart, in pixels at zoom 0.
  function apart() {
    const bounds = boundsOf(Q.frame()), height = Math.cos((bounds[1] + bounds[3]) / 2 * Math.PI / 180);
    const area = (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) / Math.max(height, 0.1);
    return Math.sqrt(area / Q.collection.features.length) / 360 * 512;
  }

  function heat(map) {
    const radius = apart(); // as wide as neighbourhoods lie apart, at every zoom
    map.setPaintProperty("activity", "heatmap-radius", ["interpolate", ["exponential", 2], ["zoom"], 0, radius, 22, radius * 4194304]);
    const counts = Q.facts.activity, most = Math.max(...counts, 1);
    const shown = Q.collection.features.filter(function (_, at) { return counts[at] !== null; });
    return { type: "FeatureCollection", features: shown.map(function (each) {
      const weight = counts[Q.byCode.get(each.properties.code)] / most;
      return { type: "Feature", properties: { weight: weight }, geometry: { type: "Point", coordinates: each.properties.at } };
    }) };
  }

  document.addEventListener("change", function (event) {
    if (event.target instanceof Element && event.target.closest("[data-layer]")) window.setTimeout(switchLayers, 0);
  });

  // ---- the reader's view

  function boundsOf(frame) { return (frame.dataset.bounds || "").split(",").map(Number); }

  // Panels that lie over the map take room on its left, the buttons on its right.
  function padding(frame, share) {
    const cover = frame.querySelector("[data-map-cover]");
    const over = cover && frame.clientWidth > 640 && getComputedStyle(cover).position === "absolute";
    return { top: MARGIN, bottom: MARGIN, right: over ? 60 : MARGIN, left: MARGIN + (over ? cover.offsetWidth * share : 0) };
  }

  function camera(frame, map, box) {
    const clear = map.cameraForBounds(box, { padding: padding(frame, 1) });
    const wide = map.cameraForBounds(box, { padding: padding(frame, 0.5) });
    // A wide territory would become small beside the panels: then it may reach under them.
    return clear && wide && wide.zoom - clear.zoom < 0.4 ? clear : wide;
  }

  function fit(frame, map) {
    const numbers = boundsOf(frame);
    if (numbers.length !== 4 || numbers.some(Number.isNaN)) return;
    const view = camera(frame, map, [[numbers[0], numbers[1]], [numbers[2], numbers[3]]]);
    if (view) keep(frame, map, { center: view.center, zoom: view.zoom, fitted: true });
  }

  function keep(frame, map, view) {
    views.set(frame.dataset.bounds, view);
    restore(frame, map);
  }

  // About the middle of what no panel covers, so that what the reader looks at stays where it is.
  function zoom(frame, map, by) {
    const room = padding(frame, 1);
    const middle = map.unproject([(room.left + frame.clientWidth - room.right) / 2, frame.clientHeight / 2]);
    map.quartierRestoring = true;
    map.easeTo({ zoom: map.getZoom() + by, around: middle, duration: 0 });
    map.quartierRestoring = false;
    views.set(frame.dataset.bounds, { center: map.getCenter(), zoom: map.getZoom(), fitted: false });
  }

  function restore(frame, map) {
    const view = views.get(frame.dataset.bounds);
    // A page drawn anew has another map; the one before must be left alone.
    if (!view || map.quartierRestoring || mapOf(frame) !== map) return;
    map.quartierRestoring = true;
    map.jumpTo({ center: view.center, zoom: view.zoom });
    map.quartierRestoring = false;
  }

  // A place found by its name, or in the list, comes into view.
  function showNew(map, before) {
    const frame = Q.frame();
    const found = Q.facts.selected.filter(function (code) { return !before.includes(code) && Q.byCode.has(code); });
    if (!found.length) return;
    const boxes = found.map(function (code) { return Q.collection.features[Q.byCode.get(code)].box; });
    const seen = map.getBounds();
    const outside = boxes.some(function (box) { return !seen.contains([box[0], box[1]]) || !seen.contains([box[2], box[3]]); });
    if (!outside) return;
    const all = [[Math.min(...boxes.map((b) => b[0])), Math.min(...boxes.map((b) => b[1]))],
                 [Math.max(...boxes.map((b) => b[2])), Math.max(...boxes.map((b) => b[3]))]];
    const view = map.cameraForBounds(all, { padding: padding(frame, 1), maxZoom: Math.max(map.getZoom(), 12.5) });
    if (!view) return;
    views.set(frame.dataset.bounds, { center: view.center, zoom: view.zoom, fitted: false });
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) { restore(frame, map); return; }
    map.quartierRestoring = true;
    map.flyTo({ center: view.center, zoom: view.zoom, duration: 700 });
    map.once("moveend", function () { map.quartierRestoring = false; });
  }

  function watch(map) {
    if (watched.has(map)) return;
    watched.add(map);
    map.boxZoom.disable();
    let own = false;
    ["dragstart", "wheel", "touchstart", "zoomstart"].forEach(function (name) {
      map.on(name, function (event) { if (event.originalEvent) own = true; });
    });
    map.on("moveend", function (event) {
      const frame = Q.frame();
      if (!frame || map.quartierRestoring || mapOf(frame) !== map) return;
      if (own || event.originalEvent) {
        own = false;
        views.set(frame.dataset.bounds, { center: map.getCenter(), zoom: map.getZoom(), fitted: false });
      } else restore(frame, map); // plotly put its own first view back
    });
    Q.point(map);
    map.getCanvas().setAttribute("aria-label", Q.frame().getAttribute("aria-label")); // MapLibre's own is English
    const plot = plotOf(Q.frame());
    const begin = function () {
      const frame = Q.frame();
      if (!frame || mapOf(frame) !== map || !plot.isConnected) return;
      const view = views.get(frame.dataset.bounds);
      if (view && !view.fitted) restore(frame, map); else fit(frame, map);
    };
    begin();
    let size = plot.clientWidth + "x" + plot.clientHeight;
    new ResizeObserver(function () {
      const now = plot.clientWidth + "x" + plot.clientHeight;
      if (now === size) return;
      size = now;
      window.setTimeout(begin, 250); // after plotly has resized its own canvas
    }).observe(plot);
  }

  document.addEventListener("click", function (event) {
    const button = event.target instanceof Element && event.target.closest("button[data-map]");
    const frame = button && button.closest(FRAME), map = frame && mapOf(frame), action = button && button.dataset.map;
    if (action === "link") window.quartierFigure.copyLink(button, location.href);
    if (action === "csv") Q.saveTable();
    if (!map) return;
    if (action === "whole") fit(frame, map);
    else if (action === "in" || action === "out") zoom(frame, map, action === "in" ? 1 : -1);
    else if (action === "picture") Q.savePicture(map);
    else if (action === "box" || action === "area") Q.drawMode(map, action);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { map: { draw: draw, tell: tell } });
})();
