// Sets the formulas, then starts the slides, and makes what is too large for its slide smaller.
const LEAST = 0.6;

function fit(slide) {
  let size = 1;
  slide.style.setProperty("--size", size);
  while (size > LEAST && overflows(slide)) {
    size -= 0.04;
    slide.style.setProperty("--size", size);
  }
}

function overflows(slide) {
  return slide.scrollHeight > slide.clientHeight + 1 || slide.scrollWidth > slide.clientWidth + 1;
}

function start() {
  Reveal.on("ready", (event) => fit(event.currentSlide));
  Reveal.on("slidechanged", (event) => fit(event.currentSlide));
  // A hint or an answer that was opened takes room too.
  document.addEventListener("toggle", () => fit(Reveal.getCurrentSlide()), true);
  return Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0.03,
    center: false,
    display: "flex", // of a slide: a picture takes what is left
    hash: true,
    slideNumber: "c/t",
    transition: "none",
    plugins: [RevealNotes],
  });
}

window.MathJax = {
  tex: { inlineMath: [["$", "$"], ["\\(", "\\)"]], processEscapes: true },
  options: { enableMenu: false },
  startup: { pageReady: () => MathJax.startup.defaultPageReady().then(start) },
};
