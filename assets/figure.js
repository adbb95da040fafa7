/* What the menu of a figure does in the browser: copy its address, keep its table as CSV, keep it as a picture with its
   title, its reading, its source and its day. Nothing is asked of the server. */
(function () {
  "use strict";

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  function textOf(root, selector) {
    const found = root.querySelector(selector);
    return found ? found.textContent.trim() : "";
  }

  /* quartier-active-households-by-theme-2025-villeray.csv: what the table says and of when, then the places. */
  function fileName(card, ending) {
    const places = document.querySelector(".sentence");
    const parts = ["quartier", card.dataset.file, places && places.dataset.file];
    return parts.filter(Boolean).join("-") + ending;
  }

  function source() { return textOf(document, "#source"); }

  /* A number as spreadsheets read it: without the spaces between its thousands. */
  function cell(text) {
    const plain = text.trim().replace(/(\d)[\s\u00a0\u202f](?=\d{3})/g, "$1");
    return /[";\n]/.test(plain) ? '"' + plain.replace(/"/g, '""') + '"' : plain;
  }

  function saveTable(card) {
    const lines = [[textOf(card, "h2")], [textOf(document, ".sentence")]];
    card.querySelectorAll(".figure-table tr").forEach(function (row) {
      lines.push(Array.from(row.children, function (each) { return each.textContent; }));
    });
    lines.push([source()]);
    const text = lines.map(function (line) { return line.map(cell).join(";"); }).join("\r\n") + "\r\n";
    save(new Blob(["\ufeff" + text], { type: "text/csv" }), fileName(card, ".csv"));
  }

  function wrapped(pen, text, width) {
    const lines = [];
    let line = "";
    text.split(/\s+/).forEach(function (word) {
      const longer = line ? line + " " + word : word;
      if (line && pen.measureText(longer).width > width) { lines.push(line); line = word; } else line = longer;
    });
    return line ? lines.concat(line) : lines;
  }

  function savePicture(card) {
    const graph = card.querySelector(".js-plotly-plot"), style = getComputedStyle(document.body);
    const box = graph.getBoundingClientRect(), pad = 20, scale = 2, width = box.width + 2 * pad;
    const blocks = [
      { text: textOf(card, "h2"), font: "700 19px ", size: 25, colour: style.color },
      { text: textOf(card, ".reading"), font: "400 13px ", size: 19, colour: style.color },
      null,
      { text: textOf(card, ".figure-marks"), font: "400 13px ", size: 19, colour: style.color },
      { text: textOf(card, ".figure-reading"), font: "400 13px ", size: 19, colour: style.color },
      { text: source(), font: "400 12px ", size: 18, colour: style.color },
    ];
    window.Plotly.toImage(graph, { format: "png", width: box.width, height: box.height, scale: scale }).then(function (address) {
      const image = new Image();
      image.onload = function () {
        const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
        let height = 2 * pad;
        blocks.forEach(function (block) {
          if (!block) { height += box.height + 12; return; }
          pen.font = block.font + style.fontFamily;
          block.lines = wrapped(pen, block.text, width - 2 * pad);
          height += block.lines.length * block.size + 6;
        });
        canvas.width = width * scale;
        canvas.height = height * scale;
        pen.scale(scale, scale);
        pen.fillStyle = getComputedStyle(card).backgroundColor;
        pen.fillRect(0, 0, width, height);
        let y = pad;
        blocks.forEach(function (block) {
          if (!block) { pen.drawImage(image, pad, y, box.width, box.height); y += box.height + 12; return; }
          pen.font = block.font + style.fontFamily;
          pen.fillStyle = block.colour;
          block.lines.forEach(function (line) { y += block.size; pen.fillText(line, pad, y - 6); });
          y += 6;
        });
        canvas.toBlob(function (blob) { save(blob, fileName(card, ".png")); });
      };
      image.src = address;
    });
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-figure]");
    if (!button) return;
    const card = button.closest(".figure");
    if (button.dataset.figure === "csv") saveTable(card);
    if (button.dataset.figure === "picture") savePicture(card);
    if (button.dataset.figure === "link") {
      const address = window.location.href.split("#")[0] + "#" + card.id;
      navigator.clipboard.writeText(address).then(
        function () { window.dash_clientside.quartier.say(button.dataset.done); },
        function () { window.prompt(button.textContent, address); }
      );
    }
  });
})();
