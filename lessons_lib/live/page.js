// What only the page can do for an explorer: show a frame and say when it is on the screen, take pointer and keys in
// the figure's own coordinates, tell whether the page is dark, give every control a name, and read out what has changed.
//
// What the kernel tells the page comes in the state of the plain picture (picture.py), never in a message to this widget:
// on a page that was busy for two seconds anywidget gives up listening for it. What the page tells the kernel is sent.

const QUIET = 500; // ms without a change before the text is read out
const PATIENCE = 400; // ms to wait for the kernel's answer to a gesture, where the page hears of none
const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Enter", " "];

/** Find the model of the plain picture; it may still be on its way. */
async function pictureOf(model) {
  const id = model.get("picture").replace("IPY_MODEL_", "");
  for (let tries = 0; ; tries += 1) {
    try {
      return await model.widget_manager.get_model(id);
    } catch (error) {
      if (tries === 50) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

function element(kind, className, inside) {
  const made = document.createElement(kind);
  made.className = className;
  inside?.append(made);
  return made;
}

// ---------------------------------------------------------------------------------------------------------- the frame

/** Show each frame as it comes, the latest if several have come meanwhile; call shown(number) when one is on the screen. */
function showFrames(picture, image, shown, signal) {
  let busy = false;
  let bytes = null;

  async function draw() {
    bytes = picture.get("value");
    const address = URL.createObjectURL(new Blob([bytes], { type: `image/${picture.get("format")}` }));
    const before = image.src;
    image.src = address;
    await image.decode().catch(() => {}); // another view of it may be gone
    if (before) URL.revokeObjectURL(before);
    await Promise.race([new Promise(requestAnimationFrame), new Promise((done) => setTimeout(done, 100))]);
  }

  async function update() {
    if (busy) return;
    busy = true;
    let number;
    do {
      number = picture.get("number");
      if (picture.get("value") !== bytes) await draw();
      shown(number);
    } while (!signal.aborted && (picture.get("value") !== bytes || picture.get("number") !== number));
    busy = false;
  }

  listen(picture, "change:value change:number", update, signal);
  return update();
}

/** Call a function when the state of a model changes, until the view is gone. */
function listen(model, events, call, signal) {
  model.on(events, call);
  signal.addEventListener("abort", () => model.off(events, call));
}

// ------------------------------------------------------------------------------------------------------------ gestures

/** Return a function that sends gestures, in order, the next ones when the kernel has taken the last; of the moves that
 * wait only the last is sent, unless each point of a stroke is wanted. */
function sender(model) {
  let waiting = [];
  let underWay = false;

  function flush() {
    if (underWay || waiting.length === 0) return;
    underWay = true;
    const timer = setTimeout(answered, PATIENCE);
    function answered() {
      clearTimeout(timer);
      if (!underWay) return;
      underWay = false;
      requestAnimationFrame(flush);
    }
    const status = (message) => message.content.execution_state === "idle" && answered();
    model.send({ gestures: waiting }, { iopub: { status } });
    waiting = [];
  }

  return (gesture, everyPoint = false) => {
    const last = waiting.at(-1);
    if (gesture.kind === "drag" && last?.kind === "drag" && !everyPoint) waiting.pop();
    waiting.push(gesture);
    flush();
  };
}

/** Lay an area over the picture for each part of it that can be pressed; pointer, finger and pen send gestures. */
function takePointer(picture, frame, image, send, signal) {
  const areas = [];

  function place(event) {
    const box = image.getBoundingClientRect();
    const [wide, high] = picture.get("size");
    return { x: (wide * (event.clientX - box.left)) / box.width, y: high * (1 - (event.clientY - box.top) / box.height) };
  }

  function make(everyPoint) {
    const area = element("div", "lessons-area", frame);
    let held = null;
    area.addEventListener("pointerdown", (event) => {
      if (event.button || event.ctrlKey || !event.isPrimary) return; // it opens a menu, or is a second finger
      area.setPointerCapture(event.pointerId);
      held = event.pointerId;
      send({ kind: "press", ...place(event) });
    });
    area.addEventListener("pointermove", (event) => {
      if (event.pointerId === held) send({ kind: "drag", ...place(event) }, everyPoint);
    });
    area.addEventListener("pointerup", (event) => {
      if (event.pointerId !== held) return;
      held = null;
      send({ kind: "drag", ...place(event) }, everyPoint);
      send({ kind: "release" });
    });
    area.addEventListener("lostpointercapture", () => {
      if (held === null) return; // the system took the finger away, as for a call
      held = null;
      send({ kind: "release" });
    });
    return area;
  }

  function update() {
    for (const [i, { box, everyPoint }] of picture.get("areas").entries()) {
      areas[i] ??= make(everyPoint);
      const [left, top, right, bottom] = box.map((share) => 100 * share);
      areas[i].style.inset = `${top}% ${100 - right}% ${100 - bottom}% ${left}%`;
    }
  }

  listen(picture, "change:areas", update, signal);
  update();
}

/** Give the picture a keyboard of its own, where it has something to move; say so when that is another thing. */
function takeKeys(picture, frame, send, say, signal) {
  if (!picture.get("by_keys")) return;
  frame.tabIndex = 0;
  frame.setAttribute("role", "application");

  function label() {
    frame.setAttribute("aria-label", `${picture.get("title")}. ${picture.get("by_keys")}`);
  }

  function update() {
    label();
    if (document.activeElement === frame) say(picture.get("by_keys"));
  }

  label();
  listen(picture, "change:by_keys", update, signal);
  frame.addEventListener("keydown", (event) => {
    if (!KEYS.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    send({ kind: "key", key: event.key, far: event.shiftKey });
  });
}

/** On a narrow page offer the picture in its full size, in a window that scrolls. */
function offerLarger(picture, el, frame, signal) {
  const button = element("button", "lessons-larger jupyter-button widget-button", el);
  const wide = picture.get("layout").get("width");

  function show(large) {
    frame.style.width = large ? wide : "";
    el.classList.toggle("lessons-large", large);
    button.textContent = large ? "Smaller picture" : "Larger picture";
    if (large) el.tabIndex = 0; // so that the arrow keys scroll it
    else el.removeAttribute("tabindex");
  }

  button.addEventListener("click", () => show(!el.classList.contains("lessons-large")));
  const watch = new ResizeObserver(() => {
    button.hidden = el.clientWidth > parseFloat(wide) / 2; // where its letters are still legible
    if (button.hidden) show(false);
  });
  watch.observe(el);
  signal.addEventListener("abort", () => watch.disconnect());
  show(false);
}

// ------------------------------------------------------------------------------------------------------------- as code

/** Put "as code" under an explorer: it opens the cell that shows what is on the screen, to be copied, and follows it. */
function offerCode(picture, root, model, say, signal) {
  const place = root.querySelector(":scope > .lessons-code");
  const bar = element("div", "lessons-code-bar", place);
  const became = element("span", "lessons-code-became", bar);
  became.setAttribute("aria-hidden", "true"); // it's read out when it is new
  const copy = element("button", "lessons-code-button", bar);
  copy.textContent = "Copy";
  copy.setAttribute("aria-label", "Copy the cell");
  const link = element("a", "lessons-code-link", bar);
  link.textContent = "Link to this";
  link.target = "_blank"; // here it would only move the page
  const toggle = element("button", "lessons-code-button", bar);
  toggle.innerHTML = '<span aria-hidden="true">&lt;/&gt;</span> as code';
  const cell = element("textarea", "lessons-code-cell", place);
  cell.readOnly = true;
  cell.spellcheck = false;
  cell.wrap = "off";
  cell.setAttribute("aria-label", "The cell that shows this");
  cell.id = `lessons-${Math.random().toString(36).slice(2)}`;
  toggle.setAttribute("aria-controls", cell.id);

  function open(shown) {
    for (const one of [cell, copy]) one.hidden = !shown;
    link.hidden = !shown || !lessonHere();
    toggle.setAttribute("aria-expanded", shown);
    became.textContent = "";
    model.send({ code: shown });
  }

  function update() {
    cell.value = picture.get("code");
    cell.rows = Math.min(cell.value.split("\n").length, 20);
    if (lessonHere()) link.href = `?path=${encodeURIComponent(lessonHere())}#code=${encodeURIComponent(cell.value)}`;
  }

  toggle.addEventListener("click", () => open(cell.hidden));
  copy.addEventListener("click", async () => {
    became.textContent = await copied(cell);
    say(became.textContent);
  });
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || cell.hidden) return;
    event.preventDefault();
    event.stopPropagation();
    open(false);
    toggle.focus();
  });
  listen(picture, "change:code", update, signal);
  signal.addEventListener("abort", () => place.replaceChildren());
  update();
  for (const one of [cell, copy, link]) one.hidden = true;
  toggle.setAttribute("aria-expanded", false);
}

/** Put the text of a field into the clipboard, where the page may; say what has become of it. */
async function copied(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // There's none on a page without https. The old way may do; it needs the field to have the keyboard.
    field.focus();
    if (!document.execCommand("copy")) return "The cell is selected. Press Ctrl+C to copy it.";
  }
  return "Copied. Paste it into a cell.";
}

/** The lesson's file in the browser edition, whose opening reads a cell from its address; elsewhere nothing. */
function lessonHere() {
  return window.lesson?.path ?? "";
}

// --------------------------------------------------------------------------------------------------------- the page's look

/** Is what lies behind this element dark? */
function isDark(el) {
  for (let one = el; one; one = one.parentElement) {
    const [red, green, blue, opaque = 1] = (getComputedStyle(one).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (opaque > 0.5) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Tell the kernel whether the page is dark, and whether motion is to be kept small; and again when that changes. */
function watchLook(el, model, signal) {
  const motion = matchMedia("(prefers-reduced-motion: reduce)");
  let told = "";

  function tell() {
    if (!el.isConnected) return;
    const look = { dark: isDark(el), still: motion.matches };
    if (JSON.stringify(look) === told) return;
    told = JSON.stringify(look);
    model.send({ look });
  }

  // A theme is named first, and its colours come when its style sheet is here.
  const later = () => [0, 200, 1000, 3000].forEach((wait) => setTimeout(tell, wait));
  const watch = new MutationObserver(later);
  for (const one of [document.documentElement, document.body]) {
    watch.observe(one, { attributes: true, attributeFilter: ["class", "style", "theme", "data-theme", "data-jp-theme-name"] });
  }
  motion.addEventListener("change", tell, { signal });
  signal.addEventListener("abort", () => watch.disconnect());
  later();
}

// --------------------------------------------------------------------------------------------------------------- names

/** Give what an ipywidgets slider consists of its names: the handle a name and a value in words, the number beside it a role. */
function nameSlider(slider, units) {
  const label = slider.querySelector(".widget-label").textContent.trim();
  const handle = slider.querySelector(".noUi-handle");
  const readout = slider.querySelector(".widget-readout");
  const typed = slider.parentElement.querySelector(":scope > .lessons-typed input");
  if (!handle || !readout) return;
  const unit = units[label] ? ` ${units[label]}` : "";
  const says = `${readout.textContent.trim()}${unit}`;
  set(handle, "aria-label", label);
  set(handle, "aria-valuetext", says);
  if (readout.isContentEditable) {
    set(readout, "role", "textbox");
    set(readout, "aria-label", `${label}, as a number`);
  }
  if (typed) set(typed, "aria-label", `${label}, as a number`);
}

function set(el, name, value) {
  if (el.getAttribute(name) !== value) el.setAttribute(name, value); // or the observer would never rest
}

/** Name everything in an explorer or a question that can be moved, pressed or typed into. */
function nameAll(root, model) {
  set(root, "role", "group");
  set(root, "aria-label", model.get("title"));
  for (const slider of root.querySelectorAll(".widget-slider")) nameSlider(slider, model.get("units"));
  for (const bare of root.querySelectorAll('[title="null"]')) bare.removeAttribute("title"); // as ipywidgets writes none
  for (const box of root.querySelectorAll("input:not([aria-label])")) {
    const label = box.closest(".jupyter-widgets")?.querySelector(".widget-label");
    const name = label?.textContent.trim() || label?.title || box.title; // ipywidgets hangs a tooltip on the label, though hidden
    if (name && !box.closest("label")) box.setAttribute("aria-label", name);
  }
  for (const button of root.querySelectorAll("button[title]")) {
    if (button.title && !button.textContent.trim()) set(button, "aria-label", button.title);
  }
  for (const choices of root.querySelectorAll(".widget-radio-box")) {
    set(choices, "role", "radiogroup");
    set(choices, "aria-label", model.get("title"));
  }
  for (const bar of root.querySelectorAll(".progress-bar")) {
    set(bar.parentElement, "aria-hidden", "true"); // the words beside it say as much
  }
}

// ---------------------------------------------------------------------------------------------------------- the voice

/** Return { say, changed }: say reads words out at once; changed is called when a text of the explorer is new, and reads it
 * out when it has come to rest: not while it plays, but at its end or a pause, and a goal at once. */
function makeVoice(root, el) {
  const voice = element("div", "lessons-voice", el);
  voice.setAttribute("role", "status");
  const textOf = (name) => root.querySelector(name)?.innerText.trim() ?? "";
  let timer = 0;
  let said = textOf(".lessons-says");
  let goal = textOf(".lessons-goal");

  function say(words) {
    voice.textContent = words;
    clearTimeout(voice.timer);
    voice.timer = setTimeout(() => (voice.textContent = ""), 10000); // what was heard is not to be found twice
  }

  function atRest() {
    if (!root.isConnected) return;
    if (root.querySelector(".lessons-play .fa-pause")) {
      timer = setTimeout(atRest, QUIET); // it plays
      return;
    }
    const now = textOf(".lessons-says");
    if (now === said) return;
    said = now;
    say(now);
  }

  function changed() {
    const aim = textOf(".lessons-goal");
    const reached = aim !== goal && aim.startsWith("✔");
    goal = aim;
    if (reached) say(aim);
    clearTimeout(timer);
    timer = setTimeout(atRest, reached ? 4 * QUIET : QUIET);
  }

  return { say, changed };
}

/** Let the live text describe the picture, for whoever comes to the picture first. */
function describe(root, el) {
  const says = root.querySelector(".lessons-says");
  const picture = el.querySelector("[role=application], img");
  says.id ||= `lessons-${Math.random().toString(36).slice(2)}`;
  picture.setAttribute("aria-describedby", says.id);
}

/** Keep bare keys from JupyterLab while the keyboard is in here: it would walk through the cells, or delete one. Ctrl+S,
 * Shift+Enter and the like stay its own. */
function keepBareKeys(root, signal) {
  function decide(event) {
    if (!root.contains(event.target)) return;
    const runs = event.shiftKey && event.key === "Enter";
    event.target.toggleAttribute("data-lm-suppress-shortcuts", !(event.ctrlKey || event.metaKey || event.altKey || runs));
  }
  window.addEventListener("keydown", decide, { capture: true, signal }); // before JupyterLab, which listens at the document
}

/** Keep names and voice up with what ipywidgets draws around this view; return what reads words out. */
function attend(root, el, model, signal) {
  const { say, changed } = makeVoice(root, el);
  const watch = new MutationObserver((changes) => {
    nameAll(root, model);
    if (changes.some(({ type, target }) => type !== "attributes" && !el.contains(target))) changed();
  });
  watch.observe(root, {
    childList: true,
    characterData: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["aria-valuetext", "contenteditable"],
  });
  signal.addEventListener("abort", () => watch.disconnect());
  nameAll(root, model);
  keepBareKeys(root, signal);
  return say;
}

/** Wait until ipywidgets has put this view where it belongs; return what it belongs to. */
async function placed(el) {
  while (!el.isConnected) await new Promise((done) => setTimeout(done, 20));
  return el.closest(".lessons-explorer, .lessons-question");
}

async function render({ model, el, signal: given }) {
  const gone = new AbortController();
  const signal = given ?? gone.signal;
  el.classList.add("lessons-page");
  if (model.get("picture")) {
    const picture = await pictureOf(model);
    const frame = element("div", "lessons-frame", el);
    const image = element("img", "lessons-picture", frame);
    image.alt = picture.get("title");
    image.draggable = false;
    const send = sender(model);
    takePointer(picture, frame, image, send, signal);
    offerLarger(picture, el, frame, signal);
    await showFrames(picture, image, (number) => number && model.send({ shown: number }), signal);
    placed(el).then((root) => {
      const say = attend(root, el, model, signal);
      takeKeys(picture, frame, send, say, signal);
      offerCode(picture, root, model, say, signal);
      describe(root, el);
      root.classList.add("lessons-alive"); // the plain picture makes way
      watchLook(el, model, signal);
      model.send({ ready: true });
    });
  } else {
    placed(el).then((root) => attend(root, el, model, signal));
  }
  return () => gone.abort();
}

export default { render };
