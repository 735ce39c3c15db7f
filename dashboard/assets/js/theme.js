// Sets the chosen theme before the first paint, so it is loaded in the head and
// not deferred. "auto" is the absence of a choice: the style sheets then follow
// the system. Charts learn of a change by the event "themechange" on document.
(function () {
  "use strict";
  var key = "caseload-theme";
  var root = document.documentElement;

  function stored() {
    try {
      var value = localStorage.getItem(key);
      return value === "light" || value === "dark" ? value : "auto";
    } catch (_) {
      return "auto"; // storage may be forbidden
    }
  }

  function apply(theme) {
    if (theme === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", theme);
  }

  apply(stored());
  root.classList.add("script");

  document.addEventListener("DOMContentLoaded", function () {
    var choice = document.querySelector("[data-theme-switch]");
    if (!choice) return;
    choice.hidden = false;
    var current = choice.querySelector('input[value="' + stored() + '"]');
    if (current) current.checked = true;
    choice.addEventListener("change", function (event) {
      var theme = event.target.value;
      try {
        if (theme === "auto") localStorage.removeItem(key);
        else localStorage.setItem(key, theme);
      } catch (_) { /* the choice then lasts as long as the page */ }
      apply(theme);
      document.dispatchEvent(new CustomEvent("themechange"));
    });
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
    if (stored() === "auto") document.dispatchEvent(new CustomEvent("themechange"));
  });
  addEventListener("storage", function (event) {
    if (event.key !== key) return;
    apply(stored());
    document.dispatchEvent(new CustomEvent("themechange"));
  });
})();
