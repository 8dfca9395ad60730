// Sets the formulas as text in fonts of their own, so that a PDF has letters and no drawings of them.
window.MathJax = {
  tex: { inlineMath: [["$", "$"], ["\\(", "\\)"]], processEscapes: true },
  chtml: { fontURL: "mathjax/woff-v2" },
  options: { enableMenu: false },
  startup: {
    pageReady: () =>
      MathJax.startup
        .defaultPageReady()
        .then(() => document.fonts.ready)
        .then(() => (document.body.dataset.set = "yes")),
  },
};
