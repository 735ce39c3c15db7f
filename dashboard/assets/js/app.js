// Small comforts; every page works without them.
(function () {
  "use strict";

  // A select in a GET form asks for the page at once.
  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) print();
    var copy = event.target.closest("[data-copy]");
    if (copy) copyText(copy);
  });

  function copyText(button) {
    var source = document.getElementById(button.dataset.copy);
    if (!source) return;
    var text = "value" in source ? source.value : source.textContent.trim();
    var words = button.textContent;
    function say(result) {
      button.textContent = result;
      setTimeout(function () { button.textContent = words; }, 2000);
    }
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).then(function () { say("Copied"); }, function () { say("Could not copy"); });
      return;
    }
    // Plain http away from this computer has no clipboard: select, so that Ctrl C does it.
    getSelection().selectAllChildren(source);
    say("Press Ctrl C");
  }

  // [ and ] step through the months.
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key !== "[" && event.key !== "]") return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    var step = document.querySelector('[data-step="' + (event.key === "[" ? "-1" : "1") + '"]');
    if (step) step.click();
  });

  // Drop zones: the file lands in the form's own field; its name is shown.
  document.querySelectorAll("[data-dropzone]").forEach(function (zone) {
    var field = zone.querySelector('input[type="file"]');
    var name = zone.querySelector("[data-dropzone-name]");
    function show() {
      name.textContent = field.files.length ? field.files[0].name : "";
      zone.classList.toggle("dropzone-filled", field.files.length > 0);
    }
    field.addEventListener("change", show);
    ["dragenter", "dragover"].forEach(function (kind) {
      zone.addEventListener(kind, function (event) {
        event.preventDefault();
        zone.classList.add("dropzone-over");
      });
    });
    ["dragleave", "drop"].forEach(function (kind) {
      zone.addEventListener(kind, function (event) {
        if (kind === "dragleave" && zone.contains(event.relatedTarget)) return;
        zone.classList.remove("dropzone-over");
      });
    });
    zone.addEventListener("drop", function (event) {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      show();
      zone.requestSubmit();
    });
    show();
  });
})();
