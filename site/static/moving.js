// A slider over stored frames: the picture moves at once, before any Python is there.
"use strict";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const DARK = matchMedia("(prefers-color-scheme: dark)");
const PACE = 90; // milliseconds that a frame stays while it plays

for (const figure of document.querySelectorAll("figure.moving")) start(figure);

function start(figure) {
  const { frames, name, values, says, alone } = JSON.parse(
    figure.querySelector("script").textContent,
  );
  const find = (selector) => figure.querySelector(selector);
  const [image, slider, value, text, play] = [
    "img",
    "input",
    ".moving-value",
    ".moving-says",
    ".moving-play",
  ].map(find);
  const pictures = {}; // {address: a picture that is loaded ahead}
  let timer = 0;

  const address = (number) => `${frames}/${theme()}-${String(number).padStart(2, "0")}.webp`;

  // Show the picture of this place as soon as it is there, and say what it shows.
  function show() {
    const number = Number(slider.value);
    const wanted = address(number);
    load(wanted)
      .decode()
      .catch(() => {}) // it may still come; the page shows it then
      .then(() => {
        if (wanted === address(Number(slider.value))) image.src = wanted;
      });
    image.alt = `${name}. ${says[number]}`;
    value.textContent = values[number];
    text.textContent = says[number];
    slider.setAttribute("aria-valuetext", values[number]);
  }

  function load(wanted) {
    if (!pictures[wanted]) {
      pictures[wanted] = new Image();
      pictures[wanted].src = wanted;
    }
    return pictures[wanted];
  }

  const loadAll = () => values.forEach((_, number) => load(address(number)));

  function stop() {
    clearInterval(timer);
    timer = 0;
    text.setAttribute("role", "status"); // read out again: it has come to rest
    if (play) play.textContent = "Play";
  }

  function go() {
    if (Number(slider.value) >= values.length - 1) slider.value = 0;
    text.removeAttribute("role"); // nobody wants thirty sentences read out
    play.textContent = "Pause";
    timer = setInterval(() => {
      slider.value = Number(slider.value) + 1;
      show();
      if (Number(slider.value) >= values.length - 1) stop();
    }, PACE);
  }

  figure.querySelector(".moving-row").hidden = false;
  slider.addEventListener("input", () => {
    stop();
    show();
  });
  play?.addEventListener("click", () => (timer ? stop() : go()));
  onTheme(show);
  show();
  stop();
  whenNear(figure, () => {
    loadAll();
    if (alone && play && !STILL.matches) setTimeout(() => timer || slider.value > 0 || go(), 1500);
  });
}

// The theme of the page: the reader's choice at its top, or the system's.
function theme() {
  const choice = document.body.dataset.theme;
  const dark = choice === "dark" || (choice !== "light" && DARK.matches);
  return dark ? "dark" : "light";
}

function onTheme(then) {
  DARK.addEventListener("change", then);
  new MutationObserver(then).observe(document.body, { attributeFilter: ["data-theme"] });
}

// Once the page itself is there, and the figure is in sight or soon will be.
function whenNear(figure, then) {
  const near = new IntersectionObserver(
    ([entry]) => {
      if (!entry.isIntersecting) return;
      near.disconnect();
      if (document.readyState === "complete") then();
      else addEventListener("load", then);
    },
    { rootMargin: "400px" },
  );
  near.observe(figure);
}
