// What is wider than its box can be scrolled by keyboard, too.
"use strict";

const BOXES = "pre, div.math, span.math mjx-container, .table-wrapper";

function reachable() {
  for (const box of document.querySelectorAll(BOXES)) {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

addEventListener("load", () => {
  reachable();
  window.MathJax?.startup?.promise.then(reachable);
});
addEventListener("resize", reachable);
