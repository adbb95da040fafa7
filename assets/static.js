/* Parts of a page that nothing changes once they are there (dashboard/static.py): React draws each of them as
   a whole, and Dash keeps no books on its elements. */
(function () {
  "use strict";

  function drawn(part) {
    if (!Array.isArray(part)) return part;
    return window.React.createElement(part[0], part[1], ...part.slice(2).map(drawn));
  }

  window.quartier = Object.assign({}, window.quartier, {
    Static: function (props) { return drawn(props.tree); },
  });
})();
