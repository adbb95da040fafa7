/* What only a browser can do: the page's title, the document's language, and where the focus goes on a new page. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  quartier: {
    announce: function (page) {
      if (!page) return window.dash_clientside.no_update;
      const before = window.quartierPath;
      document.title = page.title;
      document.documentElement.lang = page.lang;
      window.quartierPath = page.path;
      if (before !== undefined && before !== page.path) {
        const content = document.getElementById("content");
        if (content) content.focus({ preventScroll: true });
      }
      return page.title;
    },
  },
});
