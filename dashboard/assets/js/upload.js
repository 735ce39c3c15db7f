// A chosen or dropped file is sent at once, and the page says so while it is read.
// Without this script the form's own button does the same.
(function () {
  "use strict";

  var largest = 8 * 1024 * 1024;

  function size(bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + "\u00a0KB" : (bytes / 1048576).toFixed(1) + "\u00a0MB";
  }

  document.querySelectorAll("[data-dropzone]").forEach(function (zone) {
    var field = zone.querySelector('input[type="file"]');
    var words = zone.querySelector("[data-dropzone-name]");
    var isBusy = false;
    zone.classList.add("dropzone-auto");

    function send() {
      if (field.files.length) zone.requestSubmit();
    }

    field.addEventListener("change", send);

    zone.addEventListener("submit", function (event) {
      var file = field.files[0];
      if (isBusy || !file) {
        event.preventDefault();
        return;
      }
      if (file.size > largest) {
        event.preventDefault();
        words.textContent = file.name + " is " + size(file.size) + "; at most 8\u00a0MB can be read. Nothing was sent.";
        field.value = "";
        return;
      }
      isBusy = true;
      words.textContent = "Reading " + file.name + ", " + size(file.size) + " …";
      // Anything under a second needs no bar.
      setTimeout(function () {
        if (isBusy) words.appendChild(document.createElement("progress"));
      }, 1000);
    });

    // Coming back by the browser's arrow finds the page as it was left.
    addEventListener("pageshow", function (event) {
      if (!event.persisted) return;
      isBusy = false;
      field.value = "";
      words.textContent = "";
    });
  });
})();
