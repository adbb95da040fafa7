/* What the menu of a figure does in the browser: copy its address, keep its table as CSV, keep it as a picture with its
   title, its places, its reading, its source and its day. Nothing is asked of the server. The map takes what it needs from here. */
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

  /* quartier-active-households-by-theme-2025-villeray-2026-09-30.csv: what and of when, where, the day of publication. */
  function fileName(named, ending) {
    const places = document.querySelector(".sentence"), footer = document.getElementById("source");
    const parts = ["quartier", named, places && places.dataset.file, footer && footer.dataset.day];
    return parts.filter(Boolean).join("-") + ending;
  }

  function source() { return textOf(document, "#source"); }

  /* Numbers as the language writes them, and texts that no spreadsheet takes for a formula. */
  function csv(lines) {
    const sign = (0.5).toLocaleString(document.documentElement.lang || "en").charAt(1), between = sign === "," ? ";" : ",";
    const cell = function (each) {
      if (typeof each === "number") return String(each).replace(".", sign);
      const plain = /^(\s*[=+\-@]|[\t\r])/.test(each) ? "'" + each : each;
      return /[";,\t\r\n]/.test(plain) ? '"' + plain.replace(/"/g, '""') + '"' : plain;
    };
    return "\ufeff" + lines.map(function (line) { return line.map(cell).join(between); }).join("\r\n") + "\r\n";
  }

  function saveTable(named, title, table) {
    const lines = [[title], [textOf(document, ".sentence")]].concat(table, [[source()]]);
    save(new Blob([csv(lines)], { type: "text/csv" }), fileName(named, ".csv"));
  }

  /* Each cell as the numbers that it says, else in its own words. */
  function tableOf(card) {
    const rows = Array.from(card.querySelectorAll(".figure-table tr"), function (row) {
      return Array.from(row.children, function (each) {
        return each.dataset.values ? JSON.parse(each.dataset.values) : [each.textContent.trim()];
      });
    });
    const widths = rows[0].map(function (_, at) { return Math.max(...rows.map(function (row) { return (row[at] || []).length; })); });
    return rows.map(function (row) {
      return row.flatMap(function (cells, at) { return cells.concat(Array(widths[at] - cells.length).fill("")); });
    });
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
      { text: textOf(document, ".sentence strong"), font: "600 13px ", size: 19, colour: style.color },
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
        canvas.toBlob(function (blob) { save(blob, fileName(card.dataset.file, ".png")); });
      };
      image.src = address;
    });
  }

  function copyLink(button, address) {
    // Without https a browser offers no clipboard.
    const copied = navigator.clipboard ? navigator.clipboard.writeText(address) : Promise.reject(new Error("no clipboard"));
    copied.then(
      function () { window.dash_clientside.quartier.say(button.dataset.done); },
      function () { window.prompt(button.getAttribute("aria-label") || button.textContent, address); }
    );
  }

  // Paper has one width, whatever the screen: figures are drawn anew for it, so that their words can be read there.
  const FLATTER = 0.76;
  const heights = new WeakMap(); // on screen

  function drawn(change) {
    document.querySelectorAll(".picture .js-plotly-plot").forEach(function (graph) {
      window.Plotly.relayout(graph, change(graph));
    });
  }

  window.addEventListener("beforeprint", function () {
    drawn(function (graph) {
      if (!heights.has(graph)) heights.set(graph, graph.layout.height);
      const width = Number(getComputedStyle(graph).getPropertyValue("--on-paper"));
      return { autosize: false, width: width, height: Math.round(FLATTER * heights.get(graph)) };
    });
  });

  window.addEventListener("afterprint", function () {
    drawn(function (graph) {
      const height = heights.get(graph);
      heights.delete(graph); // another answer may draw it higher
      return { autosize: true, width: null, height: height };
    });
  });

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-figure]");
    if (!button) return;
    const card = button.closest(".figure");
    if (button.dataset.figure === "csv") saveTable(card.dataset.file, textOf(card, "h2"), tableOf(card));
    if (button.dataset.figure === "picture") savePicture(card);
    if (button.dataset.figure === "link") copyLink(button, window.location.href.split("#")[0] + "#" + card.id);
  });

  window.quartierFigure = { save: save, saveTable: saveTable, fileName: fileName, csv: csv, wrapped: wrapped, copyLink: copyLink };
})();
