/* What only a browser can do: the page's title, the document's language, where the focus goes on a new page, and saying
   that the session has ended. */
(function () {
  // Figures are drawn on the server, which cannot ask what the browser prefers.
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  function keepPreference() {
    document.cookie = "quartier_scheme=" + (dark.matches ? "dark" : "light") + "; path=/; max-age=31536000; samesite=lax";
  }
  keepPreference();
  dark.addEventListener("change", function () {
    keepPreference();
    if (document.documentElement.dataset.theme === "auto") window.location.reload();
  });

  // Where there is no room beside the page, the navigation opens under its button.
  function openMenu(open) {
    const button = document.getElementById("menu-button");
    if (!button || button.getAttribute("aria-expanded") === String(open)) return;
    button.setAttribute("aria-expanded", String(open));
    if (!open && document.getElementById("pages").contains(document.activeElement)) button.focus();
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("#menu-button");
    if (button) openMenu(button.getAttribute("aria-expanded") !== "true");
    else if (event.target.closest(".page-link") || !event.target.closest(".side")) openMenu(false);
    const account = document.querySelector(".account-menu[open]");
    if (account && !account.contains(event.target)) account.open = false;
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    openMenu(false);
    const account = document.querySelector(".account-menu[open]");
    if (!account) return;
    account.open = false;
    account.querySelector("summary").focus();
  });

  // A page that is printed before its figures are drawn has holes: the print waits for them.
  function isDrawing() {
    if (document.querySelector('#page[data-dash-is-loading="true"], .dash-graph--pending')) return true;
    return Array.from(document.querySelectorAll(".dash-graph")).some(function (each) {
      return !each.querySelector(".main-svg");
    });
  }

  function printWhenDrawn(left) {
    if (left > 0 && isDrawing()) window.setTimeout(printWhenDrawn, 100, left - 1);
    else window.print();
  }

  document.addEventListener("keydown", function (event) {
    if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey) || !isDrawing()) return;
    event.preventDefault();
    printWhenDrawn(100);
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest(".print-page")) printWhenDrawn(100);
  });

  let path; // of the page that is shown
  let focused = ""; // id of the last control that had the focus, as a new page takes the old one away
  let returns = ""; // id of what gets the focus when that control goes for good: what it deletes goes with it

  document.addEventListener("focusin", function (event) {
    const back = event.target.closest("[data-return]");
    focused = event.target.closest("[id]") ? event.target.closest("[id]").id : "";
    returns = back ? back.dataset.return : "";
  });

  // The ready-made pickers do not say what they are and whether their list is open.
  function describe(field) {
    if (field.dataset.described) return;
    field.dataset.described = "true";
    const tell = function () { field.setAttribute("aria-expanded", String(field.hasAttribute("aria-controls"))); };
    field.setAttribute("role", "combobox");
    new MutationObserver(tell).observe(field, { attributeFilter: ["aria-controls"] });
    tell();
  }

  function describePickers() { document.querySelectorAll("input[aria-haspopup=listbox]").forEach(describe); }
  document.addEventListener("focusin", describePickers);

  // Who goes on to another control is not called back when the list of the last one closes behind them.
  document.addEventListener("focusout", function (event) { if (event.relatedTarget) focused = ""; }, true);

  // Who clicks on nothing lets go of the focus.
  document.addEventListener("mousedown", function (event) {
    if (!event.defaultPrevented && !event.target.closest("a, button, input, select, summary, label, [tabindex]")) focused = "";
  });

  function restoreFocus(otherwise) {
    if (!focused || (document.activeElement && document.activeElement !== document.body)) return;
    const control = document.getElementById(focused) || document.getElementById(otherwise);
    if (!control) return;
    control.focus({ preventScroll: true });
    control.scrollIntoView({ block: "nearest" });
  }

  // A page comes in parts and the list of the map last of all: the focus goes back as soon as its control is there.
  new MutationObserver(function () { restoreFocus(returns); }).observe(document, { childList: true, subtree: true });

  // What is being typed is kept when its field is left: until then nothing says that it is, and nobody loses it by chance.
  function isDraft(field) { return field && field.closest(".draft-form") && field.matches("input, textarea"); }
  document.addEventListener("input", function (event) {
    const foot = isDraft(event.target) && document.querySelector(".draft-foot");
    if (foot) foot.dataset.typing = "true";
  });
  document.addEventListener("focusout", function () {
    const foot = document.querySelector(".draft-foot");
    if (foot) delete foot.dataset.typing;
  });
  window.addEventListener("popstate", function () { if (isDraft(document.activeElement)) document.activeElement.blur(); }, true);
  window.addEventListener("beforeunload", function (event) { if (document.querySelector(".draft-foot[data-typing]")) event.preventDefault(); });

  // The site no longer knows this reader: it answers 401 to whatever the open page asks.
  const ask = window.fetch;
  window.fetch = function () {
    return ask.apply(this, arguments).then(
      function (answer) {
        if (answer.status === 401) saySignedOut();
        if (answer.status >= 500) sayFailed();
        return answer;
      },
      function (failure) {
        if (failure.name !== "AbortError") sayFailed();
        throw failure;
      }
    );
  };

  function say(text, milliseconds) {
    const toast = document.getElementById("toast");
    if (!toast) return;
    toast.textContent = text;
    window.clearTimeout(say.timer);
    say.timer = window.setTimeout(function () { toast.textContent = ""; }, milliseconds || 6000);
  }

  function sayFailed() {
    const toast = document.getElementById("toast");
    if (toast) say(toast.dataset.failed);
  }

  function saySignedOut() {
    const message = document.getElementById("signed-out");
    const link = document.getElementById("sign-in-again");
    if (!message || !link || !message.hidden) return;
    link.href = "/sign-in?next=" + encodeURIComponent(window.location.pathname + window.location.search);
    message.hidden = false;
  }

  // The page comes after the document: the browser has looked for the figure of the address in vain.
  function goToFigure() {
    const figure = document.getElementById(window.location.hash.slice(1));
    if (figure) figure.scrollIntoView();
  }

  function announce(page) {
    if (!page) return window.dash_clientside.no_update;
    const moved = path !== undefined && path !== page.path;
    if (path === undefined && window.location.hash) window.setTimeout(goToFigure, 60);
    path = page.path;
    openMenu(false);
    document.title = page.title;
    document.documentElement.lang = page.lang;
    window.setTimeout(describePickers, 60); // once the page stands
    if (moved) {
      const content = document.getElementById("content");
      if (content) content.focus({ preventScroll: true });
    } else {
      window.setTimeout(restoreFocus, 2000, "choose-period"); // a control that did not come back
    }
    return page.said;
  }

  /* As `plain` of dashboard/words.py. */
  function plain(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
      .replace(/œ/g, "oe").replace(/ß/g, "ss").replace(/[’ʼ]/g, "'").replace(/[‐‑–]/g, "-")
      .replace(/\bst(e?)\b\.?/g, "saint$1");
  }

  /* The options whose name has every word that is typed, accents, case and hyphens aside; as many as the picker shows. */
  function byName(given) {
    const sought = plain(given.search).split(/[\s-]+/);
    let left = given.limit;
    const holds = function (option) {
      const name = plain(option.label);
      return left > 0 && sought.every(function (word) { return name.includes(word); }) && left-- > 0;
    };
    return given.options.map(function (option) {
      return option.items ? Object.assign({}, option, { items: option.items.filter(holds) }) : holds(option) && option;
    }).filter(function (option) { return option && (!option.items || option.items.length); });
  }

  window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, { byName: byName });

  // A page brings every name of a small territory along; of a large one the site is asked, once nobody types any more.
  let typing = 0;
  function seek(places, compare, sought) {
    window.clearTimeout(typing);
    if (!sought || !sought.large) return window.dash_clientside.no_update;
    const wanted = { large: true, places: places || "", compare: document.getElementById("choose-compare") ? compare || "" : null };
    typing = window.setTimeout(function () { window.dash_clientside.set_props("sought", { data: wanted }); }, 200);
    return window.dash_clientside.no_update;
  }

  const own = { announce: announce, say: say, seek: seek };
  window.dash_clientside = Object.assign({}, window.dash_clientside, { quartier: own });
})();
