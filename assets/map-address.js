/* What the map selects, in the address: other places, another indicator, going back. A part of map.js. */
(function () {
  "use strict";

  const Q = (window.quartierMap = window.quartierMap || {});

  Q.searchWith = function (places) {
    const wanted = new URLSearchParams(Q.search);
    wanted.delete("page");
    wanted.delete("places");
    if (places.length) wanted.set("places", places.join("|"));
    const text = wanted.toString().replaceAll("%7C", "|");
    return text ? "?" + text : "";
  };

  /* The page of other places; false, and said, where an address cannot hold so many. */
  Q.go = function (places) {
    const search = Q.searchWith(places), length = (location.pathname + search).replaceAll("|", "%7C").length;
    if (places.length > Q.facts.most || length > Q.facts.longest) {
      Q.say(Q.facts.words.too_many.replace("{n}", Q.number(places.length)));
      return false;
    }
    Q.wanted = places;
    window.dash_clientside.set_props("url", { search: search });
    return true;
  };

  Q.toggle = function (code, adding) {
    const now = Q.wanted, has = now.includes(code);
    if (adding) Q.go(has ? now.filter(function (each) { return each !== code; }) : now.concat(code));
    else Q.go(now.length === 1 && has ? [] : [code]);
  };

  // Another indicator changes the address without a new page: the router must not draw everything again.
  Q.readdress = function (address) {
    const found = new URL(address, location);
    // A page of other places is on its way: it is asked for again, with this indicator.
    if (Q.wanted.join() !== Q.facts.selected.join()) { Q.moved = Q.go(Q.wanted); return; }
    if (location.pathname !== found.pathname || location.search === found.search) return;
    history.pushState(history.state, "", address);
    Q.moved = true;
    window.dash_clientside.set_props("url", { href: location.href }); // else the router would put its own back
    document.querySelectorAll('a[href*="next="]').forEach(function (link) {
      const to = new URL(link.href);
      to.searchParams.set("next", address);
      link.href = to.pathname + to.search;
    });
  };

  window.addEventListener("popstate", function () {
    if (!Q.moved || !Q.frame() || location.search === Q.search) return;
    // After the router has looked, which knows nothing of addresses that it did not make.
    window.setTimeout(function () {
      if (Q.frame()) window.dash_clientside.set_props("url", { search: location.search, href: location.href });
    }, 0);
  });

  // The frame was drawn before the indicator changed: its links to another period keep the indicator that is shown.
  document.addEventListener("click", function (event) {
    const link = Q.moved && Q.frame() && event.target instanceof Element && event.target.closest("a[href]");
    if (!link || link.getAttribute("href").startsWith("#") || link.closest(".map-page") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const to = new URL(link.href, location);
    if (to.pathname !== location.pathname || to.origin !== location.origin) return;
    event.preventDefault();
    event.stopPropagation();
    ["indicator", "colour"].forEach(function (name) {
      const shown = new URLSearchParams(Q.search).get(name);
      if (shown) to.searchParams.set(name, shown); else to.searchParams.delete(name);
    });
    window.dash_clientside.set_props("url", { search: to.search.replaceAll("%7C", "|") });
  }, true);
})();
