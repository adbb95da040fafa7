/* The map as a picture to keep: title, map, legend, source and day on one canvas. Also the patterns of hidden and silent
   places, and the picture that stands for the map on paper. A part of map.js. */
(function () {
  "use strict";

  const Q = (window.quartierMap = window.quartierMap || {}), Figure = window.quartierFigure;

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

  Q.savePicture = function (map) {
    const facts = Q.facts, steps = Q.numbers.legend, image = copyOf(map), colours = facts.colours;
    const scale = image.width / map.getContainer().clientWidth, font = getComputedStyle(document.body).fontFamily;
    const pad = 20, key = 230, width = image.width / scale + key, canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d"), style = function (weight, size) { return weight + " " + size + "px " + font; };
    const texts = ["map-title", "map-reading"].map(function (id) { return document.getElementById(id).textContent; });
    pen.font = style(700, 19);
    const title = Figure.wrapped(pen, texts[0], width - 2 * pad);
    pen.font = style(400, 13);
    const reading = Figure.wrapped(pen, texts[1], width - 2 * pad);
    const top = pad + title.length * 25 + reading.length * 18 + 12;
    const height = top + image.height / scale + 40;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    pen.scale(scale, scale);
    pen.fillStyle = colours.card;
    pen.fillRect(0, 0, width, height);
    pen.textBaseline = "top";
    const write = function (lines, y, step, weight, size, colour) {
      pen.fillStyle = colour;
      pen.font = style(weight, size);
      lines.forEach(function (line, at) { pen.fillText(line, pad, y + at * step); });
    };
    write(title, pad, 25, 700, 19, colours.ink);
    write(reading, pad + title.length * 25, 18, 400, 13, colours.soft);
    pen.drawImage(image, 0, top, image.width / scale, image.height / scale);
    const hatch = document.createElement("canvas");
    hatch.width = hatch.height = 16;
    hatch.getContext("2d").putImageData(Q.pattern("hatch", colours), 0, 0);
    let y = top + pad;
    steps.forEach(function (step) {
      const x = width - key + pad;
      pen.fillStyle = step[2] || colours.hidden;
      pen.fillRect(x, y + 1, 24, 14);
      if (!step[2]) { pen.fillStyle = pen.createPattern(hatch, "repeat"); pen.fillRect(x, y + 1, 24, 14); }
      pen.strokeStyle = colours.soft;
      pen.lineWidth = 0.5;
      pen.strokeRect(x, y + 1, 24, 14);
      pen.fillStyle = colours.ink;
      pen.font = style(400, 13);
      Figure.wrapped(pen, step[0] + " · " + Q.number(step[1]), key - 2 * pad - 34).forEach(function (line) {
        pen.fillText(line, x + 34, y);
        y += 17;
      });
      y += 6;
    });
    write([facts.source], height - 26, 16, 400, 12, colours.soft);
    canvas.toBlob(function (blob) {
      Figure.save(blob, Figure.fileName(Q.numbers.file, ".png"));
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
