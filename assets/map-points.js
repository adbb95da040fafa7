/* The local places and residences of the map's layers as lists of names: a list is written, from what its layer is drawn
   from, once it is open. It decides nothing about who sees what. A part of map.js. */
(function () {
  "use strict";

  const Q = (window.quartierMap = window.quartierMap || {});
  const written = new WeakMap(); // list -> what is in it

  /* Every list that is open. */
  Q.writePoints = function () { document.querySelectorAll("[data-points]").forEach(write); };

  function write(list) {
    const facts = Q.facts, address = facts && facts.layers[list.dataset.points], place = list.dataset.place;
    const key = [facts && facts.key, address, place].join(" ");
    if (!list.open || !address || written.get(list) === key) return;
    const show = function (parts) {
      if (written.get(list) === key) list.querySelector(".point-list").replaceChildren(...parts);
    };
    written.set(list, key);
    show([]);
    Q.load(address).then(function (collection) {
      const found = collection.features.map(function (each) { return each.properties; });
      show([place ? points(found.filter(function (each) { return each.neighbourhood === place; })) : byPlace(found)]);
    }).catch(function () {
      show([Q.element("p", "reading", facts.words.unlisted)]);
      written.delete(list); // opened again, it asks again
    });
  }

  function listOf(items) {
    const made = Q.element("ul");
    made.append(...items);
    return made;
  }

  function points(found) {
    return listOf(found.map(function (each) {
      const [name, what] = Q.pointLines(each), item = Q.element("li", "", name);
      if (what) item.append(Q.element("span", "soft", " · " + what));
      return item;
    }));
  }

  function byPlace(found) {
    const of = new Map();
    found.forEach(function (each) { of.set(each.neighbourhood, (of.get(each.neighbourhood) || []).concat(each)); });
    const collator = new Intl.Collator(Q.facts.words.language, { numeric: true });
    const named = Array.from(of, function ([code, those]) { return [Q.nameOf(code) || code, those]; });
    named.sort(function (a, b) { return collator.compare(a[0], b[0]); });
    return listOf(named.map(function ([name, those]) {
      const item = Q.element("li");
      item.append(Q.element("strong", "", name), points(those));
      return item;
    }));
  }

  // Also told of a list that comes open with the page; it does not bubble.
  document.addEventListener("toggle", function (event) {
    if (event.target instanceof Element && event.target.matches("[data-points]")) write(event.target);
  }, true);
})();
