// The card at the foot of a live lesson: what is going on, and what can be done about it.

const [card, says, bar, detail, buttons] = [
  "opening",
  "opening-says",
  "opening-bar",
  "opening-detail",
  "opening-buttons",
].map((id) => document.getElementById(id));

let leaving = 0;

// Show a sentence, a second line, how far it has come (from 0 to 1), and buttons, {label: action}.
export function show(sentence, { more = "", progress = null, actions = {}, seconds = 0 } = {}) {
  clearTimeout(leaving);
  if (says.textContent !== sentence) says.textContent = sentence; // said once, not every second
  detail.textContent = more;
  bar.hidden = progress === null;
  bar.value = progress ?? 0;
  const close = Object.keys(actions).length || seconds ? { Close: hide } : {};
  buttons.replaceChildren(...Object.entries({ ...actions, ...close }).map(button));
  card.hidden = false;
  if (seconds) leaving = setTimeout(hide, 1000 * seconds);
}

// Take it away; with a sentence, only if it still says that.
export function hide(sentence) {
  if (typeof sentence !== "string" || says.textContent === sentence) card.hidden = true;
}

// From now on the lesson is on the page: the card moves out of its way.
export function stepAside() {
  card.classList.add("aside");
}

function button([label, action]) {
  const made = document.createElement("button");
  made.textContent = label;
  made.addEventListener("click", action);
  return made;
}
