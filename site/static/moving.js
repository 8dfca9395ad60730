// A slider over stored frames: the picture moves at once, before any Python is there.
"use strict";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const DARK = matchMedia("(prefers-color-scheme: dark)");
const QUIET = 700; // milliseconds that the slider rests before its text is read out
const HEARD = 10000; // milliseconds until what was read out is gone: it is not to be found twice
const REST = 2000; // milliseconds at the end, before a picture that plays by itself begins again
const ROUNDS = 3; // so often it plays by itself

for (const figure of document.querySelectorAll("figure.moving")) start(figure);

function start(figure) {
  const told = JSON.parse(figure.querySelector("script").textContent);
  const last = told.says.length - 1;
  const find = (name) => figure.querySelector(`.moving-${name}`);
  const [row, play, value, says, aloud] = ["row", "play", "value", "says", "aloud"].map(find);
  const [image, slider] = [figure.querySelector("img"), figure.querySelector("input")];
  const pictures = new Map(); // {address: [the picture, is it there?]}
  let turn = 0; // what plays or waits to be read out ends when the next turn begins
  let playing = false;
  let wanted = false; // are all the frames to be loaded?

  const at = () => Number(slider.value);
  const address = (number) => `${told.frames}/${theme()}-${String(number).padStart(2, "0")}.webp`;

  // Return whether a frame is there, as soon as that is known. What could not be had is tried anew.
  function load(number) {
    const from = address(number);
    if (!pictures.has(from)) {
      const picture = new Image();
      picture.src = from;
      const there = picture.decode().then(
        () => true,
        () => !pictures.delete(from),
      );
      pictures.set(from, [picture, there]);
    }
    return pictures.get(from)[1];
  }

  function loadAll() {
    wanted = true;
    for (let number = 0; number <= last; number++) load(number);
  }

  // Show the frame of this place as soon as it is there, and say what it shows. A frame holds what
  // differs from the one behind it.
  async function show() {
    const number = at();
    image.alt = `${told.name}. ${told.says[number]}`;
    value.textContent = told.values[number];
    says.textContent = told.says[number];
    slider.setAttribute("aria-valuetext", told.values[number]);
    const [frame, behind] = [address(number), address(told.behind)];
    const there = await Promise.all([load(number), load(told.behind)]);
    if (!there.every(Boolean) || frame !== address(at())) return;
    image.style.backgroundImage = `url("${behind}")`;
    image.src = frame;
  }

  function put(number) {
    slider.value = number;
    show();
  }

  // Begin a turn; return its number.
  function take(plays) {
    playing = plays;
    play.textContent = plays ? "Pause" : "Play";
    play.classList.toggle("moving-playing", plays);
    aloud.textContent = "";
    return ++turn;
  }

  // Stop, and read the text out if the slider stays where it is: nobody wants thirty sentences.
  async function rest() {
    const mine = take(false);
    await pause(QUIET);
    if (turn !== mine) return;
    aloud.textContent = says.textContent;
    await pause(HEARD);
    if (turn === mine) aloud.textContent = "";
  }

  // Play to the end, so many times. A frame that is not there yet is waited for.
  async function go(rounds) {
    const mine = take(true);
    for (let round = 1; round <= rounds; round++) {
      if (at() === last) put(0);
      while (at() < last) {
        await Promise.all([load(at() + 1), load(told.behind), pause(told.pace)]);
        if (turn !== mine) return;
        put(at() + 1);
      }
      if (round < rounds) await pause(REST);
      if (turn !== mine) return;
    }
    if (rounds === 1) rest();
    else take(false); // nobody asked for it: it ends without a word
  }

  play.addEventListener("click", () => (playing ? rest() : go(1)));
  slider.addEventListener("pointerdown", () => take(false));
  slider.addEventListener("input", () => {
    show();
    rest();
  });
  for (const touched of ["pointerenter", "focusin"]) {
    figure.addEventListener(touched, loadAll, { once: true });
  }
  onTheme(() => {
    show();
    if (wanted) loadAll();
  });
  row.hidden = false;
  show();
  whenSeen(figure, "400px", loadAll);
  if (told.alone && !STILL.matches) {
    whenSeen(image, "-60px", () => setTimeout(() => turn || go(ROUNDS), 1000)); // if untouched
  }
}

// The theme of the page: the reader's choice at its top, or the system's.
function theme() {
  const choice = document.body.dataset.theme;
  return choice === "dark" || (choice !== "light" && DARK.matches) ? "dark" : "light";
}

function onTheme(then) {
  DARK.addEventListener("change", then);
  new MutationObserver(then).observe(document.body, { attributeFilter: ["data-theme"] });
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Once the page itself is there, and this is so near to what is in sight.
function whenSeen(element, rootMargin, then) {
  const eye = new IntersectionObserver(
    (seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      eye.disconnect();
      if (document.readyState === "complete") then();
      else addEventListener("load", then, { once: true });
    },
    { rootMargin },
  );
  eye.observe(element);
}
