// Runs before anything else on the page of a live lesson, in any browser, however old: is this
// browser new enough, which lesson is wanted, and who keeps the files for the next visit?
/* oxlint-disable no-unused-vars -- an old browser wants a name for what it catches */
"use strict";

(function () {
  var needs = ["WebAssembly", "BigInt64Array", "Worker", "indexedDB", "structuredClone"];
  var modern = needs.every(function (name) {
    return name in window;
  });
  if (!modern) {
    document.addEventListener("DOMContentLoaded", function () {
      document.getElementById("opening-says").textContent =
        "This browser is too old to run Python in the page. A current Firefox, Chrome, Edge or " +
        "Safari can; until then, you can read every lesson here.";
      document.getElementById("opening-detail").innerHTML =
        '<a href="../index.html">Read the course</a>';
      document.getElementById("opening-bar").hidden = true;
    });
    window.mayOpen = new Promise(function () {}); // JupyterLab would only fail, with nothing said
    return;
  }

  // JupyterLab takes the lesson out of the address once it has read it. Put back, so that loading
  // the page again opens the same lesson.
  var asked = new URLSearchParams(location.search);
  if (!asked.get("path")) {
    asked.set("path", recall("lesson") || "00_start_here.ipynb");
    history.replaceState(null, "", "?" + asked.toString());
  }
  window.lesson = {
    path: asked.get("path"),
    cell: asked.get("cell"),
    code: brought(),
    since: Date.now(),
  };
  keep("lesson", window.lesson.path);
  window.mayOpen = keeper();

  // The service worker keeps what arrives. It should be there before the first large file is, but
  // nothing may wait for it for long: the page works without.
  function keeper() {
    if (!("serviceWorker" in navigator)) return Promise.resolve();
    var there = new Promise(function (done) {
      if (navigator.serviceWorker.controller) done();
      navigator.serviceWorker.addEventListener("controllerchange", done);
    });
    var late = new Promise(function (done) {
      setTimeout(done, 3000);
    });
    navigator.serviceWorker.register("../service-worker.js").catch(function () {});
    return Promise.race([there, late]);
  }

  // The cell that the link brings along, as "as code" under a picture writes it. It stands behind
  // the #, so that no server hears of it.
  function brought() {
    var code = /^#code=(.+)/.exec(location.hash);
    try {
      return code ? decodeURIComponent(code[1]) : "";
    } catch (_) {
      return ""; // half a link
    }
  }

  function recall(name) {
    try {
      return sessionStorage.getItem(name);
    } catch (_) {
      return null; // storage is blocked: opening.js says so
    }
  }

  function keep(name, value) {
    try {
      sessionStorage.setItem(name, value);
    } catch (_) {
      // as above
    }
  }
})();
