/* The map as a picture to keep: title, map, legend, source and day on one canvas. Also the patterns of hidden and silent
   places, and the picture that stands for the map on paper. A part of map.js. */
(function () {
  "use strict";

  const Q = (window.quartierMap = window.quartierMap || {});

  /* Hatches (hidden) or dots (silent) that repeat without a seam: 16 points square at double density. */
  Q.pattern = function (name, colours) {
    const size = 16, canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    canvas.width = canvas.height = size;
    pen.strokeStyle = pen.fillStyle = name === "hatch" ? colours.hatch : colours.soft;
    if (name === "hatch") {
      pen.lineWidth = 2.6;
      [-size, 0, size].forEach(function (shift) {
        pen.beginPath();
        pen.moveTo(shift - 2, size + 2);
        pen.lineTo(shift + size + 2, -2);
        pen.stroke();
      });
    } else {
      [[4, 4], [12, 12]].forEach(function (spot) {
        pen.beginPath();
        pen.arc(spot[0], spot[1], 2.2, 0, 2 * Math.PI);
        pen.fill();
      });
    }
    return pen.getImageData(0, 0, size, size);
  };

  /* WebGL forgets what it has drawn: the map is drawn once more, at once, and copied before anything else happens. */
  function copyOf(map) {
    map.redraw();
    const from = map.getCanvas(), canvas = document.createElement("canvas");
    canvas.width = from.width;
    canvas.height = from.height;
    canvas.getContext("2d").drawImage(from, 0, 0);
    return canvas;
  }

  /* The lines of the legend: the classes of the numbers, then the layers that are shown with their signs. */
  function legendLines(colours) {
    const hatch = document.createElement("canvas");
    hatch.width = hatch.height = 16;
    hatch.getContext("2d").putImageData(Q.pattern("hatch", colours), 0, 0);
    const lines = Q.numbers.legend.map(function (step) {
      return { text: step[0] + " · " + Q.number(step[1]), mark: function (pen, x, y) {
        pen.fillStyle = step[2] || colours.hidden;
        pen.fillRect(x, y + 1, 24, 14);
        if (!step[2]) { pen.fillStyle = pen.createPattern(hatch, "repeat"); pen.fillRect(x, y + 1, 24, 14); }
        pen.strokeStyle = colours.soft;
        pen.lineWidth = 0.5;
        pen.strokeRect(x, y + 1, 24, 14);
      } };
    });
    document.querySelectorAll("#map-layers [data-layer].is-on").forEach(function (layer) {
      lines.push({ text: layer.querySelector("label").textContent, bold: true });
      layer.querySelectorAll(".layer-key li").forEach(function (line) {
        const parts = Array.from(line.children, function (each) { return each.textContent.trim(); });
        lines.push({ text: parts.slice(1).join(" · "), mark: function (pen, x, y) {
          pen.fillStyle = colours.ink;
          pen.fillText(parts[0], x + 7, y + 2);
          if (!line.firstElementChild.classList.contains("stage-sign")) return;
          pen.strokeStyle = getComputedStyle(line.firstElementChild).borderTopColor;
          pen.lineWidth = 2.5;
          pen.beginPath();
          pen.arc(x + 12, y + 8, 9, 0, 2 * Math.PI);
          pen.stroke();
        } });
      });
    });
    return lines;
  }

  Q.savePicture = function (map) {
    const facts = Q.facts, image = copyOf(map), colours = facts.colours, figure = window.quartierFigure;
    const scale = image.width / map.getContainer().clientWidth, font = getComputedStyle(document.body).fontFamily;
    const pad = 20, key = 230, width = image.width / scale + key, canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d"), style = function (weight, size) { return weight + " " + size + "px " + font; };
    const texts = ["map-title", "map-reading"].map(function (id) { return document.getElementById(id).textContent; });
    pen.font = style(700, 19);
    const title = figure.wrapped(pen, texts[0], width - 2 * pad);
    pen.font = style(400, 13);
    const reading = figure.wrapped(pen, texts[1], width - 2 * pad), legend = legendLines(colours);
    legend.forEach(function (line) { line.parts = figure.wrapped(pen, line.text, key - 2 * pad - (line.mark ? 34 : 0)); });
    const tall = legend.reduce(function (sum, line) { return sum + line.parts.length * 17 + 6; }, 2 * pad);
    const top = pad + title.length * 25 + reading.length * 18 + 12;
    const height = top + Math.max(image.height / scale, tall) + 40;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    pen.scale(scale, scale);
    pen.fillStyle = colours.card;
    pen.fillRect(0, 0, width, height);
    pen.textBaseline = "top";
    const write = function (lines, x, y, step, weight, size, colour) {
      pen.fillStyle = colour;
      pen.font = style(weight, size);
      lines.forEach(function (line, at) { pen.fillText(line, x, y + at * step); });
    };
    write(title, pad, pad, 25, 700, 19, colours.ink);
    write(reading, pad, pad + title.length * 25, 18, 400, 13, colours.soft);
    pen.drawImage(image, 0, top, image.width / scale, image.height / scale);
    let y = top + pad;
    legend.forEach(function (line) {
      const x = width - key + pad;
      pen.font = style(400, 13);
      if (line.mark) line.mark(pen, x, y);
      write(line.parts, x + (line.mark ? 34 : 0), y, 17, line.bold ? 700 : 400, 13, colours.ink);
      y += line.parts.length * 17 + 6;
    });
    write([facts.source], pad, height - 26, 16, 400, 12, colours.soft);
    canvas.toBlob(function (blob) {
      figure.save(blob, figure.fileName(Q.numbers.file, ".png"));
      Q.say(facts.words.picture);
    }, "image/png");
  };

  // A printer gets a picture: what WebGL has drawn would come out blank.
  window.addEventListener("beforeprint", function () {
    const map = Q.map && Q.map();
    if (!map) return;
    const image = new Image();
    image.className = "map-print";
    image.alt = "";
    image.src = copyOf(map).toDataURL("image/png");
    map.getContainer().appendChild(image);
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll(".map-print").forEach(function (image) { image.remove(); });
  });
})();
