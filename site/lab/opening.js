// Opens a live lesson: says how far it is, runs the first cells, and hands over to the learner.

import { show, stepAside } from "./card.js";
import { findOwnWork, showStoredPictures } from "./own.js";
import { keepForLater, whatArrives } from "./kept.js";
import { recall, remember } from "./memory.js";
import { watch } from "./watch.js";

const USUAL = 12; // seconds to the first picture, before this browser has opened a lesson
const NARROW = 700; // pixels: a phone
const BROUGHT = "A cell came with the link. Run it with Shift+Enter.";
let clock = 0;

if (window.lesson) open(window.lesson).catch(failed);
window.addEventListener("error", missing, true);

async function open({ path, cell, code, since }) {
  clock = setInterval(() => tell(since), 250);
  const app = await until(() => window.jupyterapp);
  await app.restored;
  const panel = await until(() => panelOf(app, path));
  await panel.context.ready;
  history.replaceState(null, "", `?path=${encodeURIComponent(path)}`);
  stepAside();
  makeRoom(app);
  showStoredPictures(panel);
  const ownWork = await findOwnWork(panel, path);

  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await runTo(app, panel, goal(panel, cell));
  if (code) await bring(panel, code);
  app.shell.collapseLeft(); // JupyterLab may have opened its list of files meanwhile
  clearInterval(clock);
  window.removeEventListener("error", missing, true);
  remember("opening-seconds", secondsSince(since));
  const kept = await keepForLater();
  if (ownWork) ownWork.offer(app, kept);
  else if (code) show(BROUGHT, { more: "Somebody wrote it, so read it first.", seconds: 60 });
  else show("It's alive: go on, move something.", { more: kept, seconds: 12 });
  watch(panel, path); // whose warnings come last, and stay
  document.body.dataset.lesson = "alive";
}

// The panel of the lesson, as soon as JupyterLab has opened it.
function panelOf(app, path) {
  return [...app.shell.widgets("main")].find((widget) => widget.context?.path === path);
}

// Room for the lesson: without the list of files, and on a phone without what stands around it.
function makeRoom(app) {
  app.shell.collapseLeft();
  if (window.innerWidth > NARROW) return;
  app.shell.mode = "single-document";
  for (const side of ["left", "right"]) {
    app.commands.execute("application:toggle-side-tabbar", { side });
  }
}

// Say how far it is. Nobody knows how long it will take, but this browser knows the last time.
function tell(since) {
  const { megabytes, total } = whatArrives;
  const usual = Number(recall("opening-seconds")) || USUAL;
  const taken = secondsSince(since);
  const reading = window.jupyterapp?.shell.currentWidget?.context?.isReady;
  const sentence = reading
    ? "You can start reading: Python is starting in your browser."
    : "Opening the lesson. There is nothing to install.";
  const arrived = megabytes ? ` · ${megabytes.toFixed(0)} of ${total.toFixed(0)} MB are here` : "";
  show(sentence, {
    more: `${taken.toFixed(0)} s, of about ${usual.toFixed(0)}${arrived}`,
    progress: Math.min(0.97, 1 - Math.exp((-2 * taken) / usual)),
  });
}

function secondsSince(time) {
  return (Date.now() - time) / 1000;
}

// The number of the cell to run to: the one that was asked for, or the first that shows a picture.
function goal(panel, asked) {
  const cells = panel.content.widgets.map((widget) => widget.model);
  const number = cells.findIndex((model) => model.id === asked);
  return number >= 0 ? number : cells.findIndex(showsPicture);
}

function showsPicture(model) {
  const outputs = model.type === "code" ? model.outputs.toJSON() : [];
  return outputs.some((output) => Object.keys(output.data ?? {}).some((k) => k.startsWith("image/")));
}

// Run every cell up to this one, and show it.
async function runTo(app, panel, number) {
  const { content } = panel;
  if (number < 0) return;
  content.activeCellIndex = 0;
  content.extendContiguousSelectionTo(number);
  await app.commands.execute("notebook:run-cell");
  content.deselectAll();
  const asked = window.lesson.cell === content.widgets[number].model.id;
  content.activeCellIndex = asked ? number : 0;
  await content.scrollToItem(asked ? number : 0, "center");
}

// Put the cell that came with the link under the title, and go there. It's somebody's code, so it's
// the reader who runs it.
async function bring(panel, code) {
  const { content } = panel;
  const sources = content.widgets.map(({ model }) => model.sharedModel.getSource());
  let number = sources.indexOf(code);
  if (number < 0) {
    number = 1;
    content.model.sharedModel.insertCell(number, { cell_type: "code", source: code, metadata: {} });
  }
  content.deselectAll();
  content.activeCellIndex = number;
  await content.scrollToItem(number, "center");
}

// Wait until something is there.
async function until(there) {
  for (;;) {
    const found = there();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
}

// Part of the program did not come: what has arrived is kept, so loading again goes on from there.
// (A picture that is not there, in a text of the learner's, is no reason to stop.)
function missing({ target }) {
  if (target instanceof HTMLScriptElement) failed(new Error(`${target.src} did not arrive`));
}

function failed(error) {
  clearInterval(clock);
  console.warn(error);
  show("The lesson could not be opened: part of it did not arrive.", {
    more: "What has arrived is kept. Load the page again, and it goes on from there.",
    actions: { "Load again": () => location.reload() },
  });
}
