/* What only a browser can do on the map: fit the territory to the real box and keep the reader's view when the numbers
   change, zoom by button, tell Shift from a plain click. It holds nothing of the product and sends nothing. */
(function () {
  "use strict";

  const FRAME = ".map-figure";
  const MARGIN = 28;
  const watched = new WeakSet();
  // The reader's view by territory: a new period or a click must not move the map.
  const views = new Map();

  function plotOf(frame) {
    return frame.querySelector(".js-plotly-plot");
  }

  function mapOf(plot) {
    const layout = plot && plot._fullLayout;
    const subplot = layout && layout.map && layout.map._subplot;
    return subplot && subplot.map;
  }

  // Panels that lie over the map take room on its left, the zoom buttons on its right.
  function camera(frame, map, box) {
    const cover = frame.querySelector("[data-map-cover]");
    const over = cover && frame.clientWidth > 640 && getComputedStyle(cover).position === "absolute";
    const beside = function (share) {
      const left = MARGIN + (over ? cover.offsetWidth * share : 0);
      return map.cameraForBounds(box, { padding: { top: MARGIN, bottom: MARGIN, right: over ? 60 : MARGIN, left: left } });
    };
    const clear = beside(1), wide = beside(0.5);
    // A wide territory would become small beside the panels: then it may reach under them.
    return clear && wide && wide.zoom - clear.zoom < 0.4 ? clear : wide;
  }

  function fit(frame, map) {
    const numbers = (frame.dataset.bounds || "").split(",").map(Number);
    if (numbers.length !== 4 || numbers.some(Number.isNaN)) return;
    const [west, south, east, north] = numbers;
    const view = camera(frame, map, [[west, south], [east, north]]);
    if (view) keep(frame, map, { center: view.center, zoom: view.zoom, fitted: true });
  }

  // The project layer follows its switch.
  function switchLayers(frame) {
    const plot = plotOf(frame), box = frame.querySelector("input#map-layers, #map-layers input");
    if (!plot || !plot.data || !box || !window.Plotly) return;
    const traces = plot.data.map(function (trace, at) { return at; }).filter(function (at) {
      const trace = plot.data[at];
      return /^project/.test(trace.name) && trace.lon && (trace.visible !== false) !== box.checked;
    });
    if (traces.length) window.Plotly.restyle(plot, { visible: box.checked }, traces);
  }

  function keep(frame, map, view) {
    views.set(frame.dataset.bounds, view);
    restore(frame, map);
  }

  function restore(frame, map) {
    const view = views.get(frame.dataset.bounds);
    // A page drawn anew has another map; the one before must be left alone.
    if (!view || map.quartierRestoring || mapOf(plotOf(frame)) !== map) return;
    map.quartierRestoring = true;
    map.jumpTo({ center: view.center, zoom: view.zoom });
    map.quartierRestoring = false;
  }

  function watch(plot, map) {
    let own = false;
    ["dragstart", "wheel", "touchstart", "zoomstart"].forEach(function (name) {
      map.on(name, function (event) { if (event.originalEvent) own = true; });
    });
    map.on("moveend", function (event) {
      const frame = plot.closest(FRAME);
      if (!frame || map.quartierRestoring || mapOf(plot) !== map) return;
      if (own || event.originalEvent) {
        own = false;
        views.set(frame.dataset.bounds, { center: map.getCenter(), zoom: map.getZoom(), fitted: false });
      } else {
        // plotly put its own first view back.
        restore(frame, map);
      }
    });
    const begin = function () {
      const frame = plot.closest(FRAME);
      if (!frame || mapOf(plot) !== map || !plot.isConnected) return;
      const view = views.get(frame.dataset.bounds);
      if (view && !view.fitted) restore(frame, map); else fit(frame, map);
      switchLayers(frame);
    };
    begin();
    let size = plot.clientWidth + "x" + plot.clientHeight;
    new ResizeObserver(function () {
      const now = plot.clientWidth + "x" + plot.clientHeight;
      if (now === size) return;
      size = now;
      // After plotly has resized its own canvas.
      setTimeout(begin, 250);
    }).observe(plot);
  }

  function watchAll() {
    document.querySelectorAll(FRAME).forEach(function (frame) {
      const plot = plotOf(frame), map = mapOf(plot);
      if (!map || watched.has(map)) return;
      watched.add(map);
      if (map.loaded()) watch(plot, map); else map.once("load", function () { watch(plot, map); });
    });
  }

  let waiting = false;
  new MutationObserver(function () {
    if (waiting) return;
    waiting = true;
    setTimeout(function () { waiting = false; watchAll(); }, 60);
  }).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("pointerdown", function (event) {
    if (!(event.target instanceof Element) || !event.target.closest(FRAME)) return;
    const dash = window.dash_clientside;
    if (!dash || !dash.set_props || !document.querySelector(FRAME)) return;
    dash.set_props("map-adding", { data: event.shiftKey || event.ctrlKey || event.metaKey });
  }, true);

  document.addEventListener("change", function (event) {
    const frame = event.target instanceof Element && event.target.closest(".map-layers") && event.target.closest(FRAME);
    if (frame) setTimeout(function () { switchLayers(frame); }, 0);
  });

  document.addEventListener("click", function (event) {
    const button = event.target instanceof Element && event.target.closest("button[data-map]");
    const frame = button && button.closest(FRAME);
    const map = frame && mapOf(plotOf(frame));
    if (!map) return;
    if (button.dataset.map === "whole") { fit(frame, map); return; }
    const step = button.dataset.map === "in" ? 1 : -1;
    keep(frame, map, { center: map.getCenter(), zoom: map.getZoom() + step, fitted: false });
  });
})();
