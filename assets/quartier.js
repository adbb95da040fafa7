/* What only a browser can do: the page's title, the document's language, and where the focus goes on a new page. */
(function () {
  let path; // of the page that is shown
  let focused = ""; // id of the last control that had the focus, as a new page takes the old one away

  document.addEventListener("focusin", function (event) {
    focused = event.target.closest("[id]") ? event.target.closest("[id]").id : "";
  });

  function restoreFocus() {
    if (document.activeElement && document.activeElement !== document.body) return;
    const control = document.getElementById(focused) || document.getElementById("choose-period");
    if (control && focused) control.focus({ preventScroll: true });
  }

  function announce(page) {
    if (!page) return window.dash_clientside.no_update;
    const moved = path !== undefined && path !== page.path;
    path = page.path;
    document.title = page.title;
    document.documentElement.lang = page.lang;
    if (moved) {
      const content = document.getElementById("content");
      if (content) content.focus({ preventScroll: true });
    } else {
      window.setTimeout(restoreFocus, 60);
    }
    return page.title;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { quartier: { announce: announce } });
})();
