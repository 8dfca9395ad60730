// What is wider than its box can be scrolled, by keyboard too.
"use strict";

const BOXES = "pre, div.math, span.math mjx-container, .table-wrapper";

function reachable() {
  for (const formula of document.querySelectorAll("span.math:not(table *) > mjx-container")) {
    formula.classList.remove("wide");
    const room = formula.closest("p, li, h1, h2, h3, summary")?.clientWidth;
    formula.classList.toggle("wide", formula.getBoundingClientRect().width > room);
  }
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
