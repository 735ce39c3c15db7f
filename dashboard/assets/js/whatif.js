// The answer follows the form as it is changed: the same page is asked for, and its
// answer takes the place of the old one. Without this script the form's button does it.
(function () {
  "use strict";

  var form = document.querySelector("[data-whatif]");
  if (!form) return;
  var pause, running;

  // What is typed and changed, without empty boxes, so that the address stays short.
  function address() {
    var query = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (String(value).trim() !== "") query.append(name, String(value).trim());
    });
    var text = query.toString();
    return form.getAttribute("action") + (text ? "?" + text : "");
  }

  function boxOf(slider) {
    return slider.closest(".whatif-field").querySelector('input[type="text"]');
  }

  function sliderOf(box) {
    return box.closest(".whatif-field").querySelector('input[type="range"]');
  }

  function ask(delay) {
    clearTimeout(pause);
    pause = setTimeout(answer, delay);
  }

  function answer() {
    var wanted = address();
    if (running) running.abort();
    running = new AbortController();
    fetch(wanted, { signal: running.signal, headers: { Accept: "text/html" } }).then(function (response) {
      if (!response.ok) throw new Error("status " + response.status);
      return response.text();
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html");
      document.querySelectorAll("[data-whatif-part]").forEach(function (part) {
        var next = fresh.querySelector('[data-whatif-part="' + part.dataset.whatifPart + '"]');
        if (next) part.replaceChildren.apply(part, Array.from(next.childNodes).map(function (node) { return document.adoptNode(node); }));
      });
      var actions = form.querySelector(".whatif-actions");
      var freshActions = fresh.querySelector(".whatif-actions");
      if (actions && freshActions && !actions.contains(document.activeElement)) {
        actions.replaceChildren.apply(actions, Array.from(freshActions.childNodes).map(function (node) { return document.adoptNode(node); }));
      }
      history.replaceState(null, "", wanted);
    }).catch(function (error) {
      if (error.name !== "AbortError") form.requestSubmit(); // the page itself says what went wrong
    });
  }

  form.addEventListener("input", function (event) {
    if (event.target.type === "range") {
      var box = boxOf(event.target);
      box.value = event.target.value === event.target.dataset.rest ? "" : event.target.value;
      ask(40);
      return;
    }
    var slider = sliderOf(event.target);
    if (slider) slider.value = event.target.value.trim() === "" ? slider.dataset.rest : event.target.value;
    ask(250);
  });
})();
