// The learner's own work. JupyterLab keeps what was changed in the browser, and from then on shows
// that, even when the course has a newer version of the lesson. Here the learner is told, and asked.

import { hide, show } from "./card.js";
import { recall, remember } from "./memory.js";

const VIEW = "application/vnd.jupyter.widget-view+json";

// What was saved with the page shows nothing without its Python: show the stored pictures instead.
export function showStoredPictures(panel) {
  for (const { model } of panel.content.widgets) {
    const outputs = model.type === "code" ? model.outputs.toJSON() : [];
    if (!outputs.some((output) => output.data?.[VIEW])) continue;
    for (const output of outputs) delete output.data?.[VIEW];
    model.outputs.fromJSON(outputs);
  }
}

// Compare the lesson on the page with the one in the course. Returns null when they are the same.
export async function findOwnWork(panel, path) {
  const course = await published(path);
  if (!course) return null; // a notebook of the learner's own
  const name = `version of ${path}`;
  if (same(panel.context.model.toJSON(), course.notebook)) {
    remember(name, course.version);
    return null;
  }
  const newer = ![null, course.version].includes(recall(name));
  return { offer: (app, kept) => offer(app, panel, path, course, newer, kept) };
}

// The lesson as the course has it now, past what the browser has stored, and which version it is.
async function published(path) {
  try {
    const answer = await fetch(`../files/${path}`);
    if (!answer.ok) return null;
    const text = await answer.text();
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    const version = [...new Uint8Array(digest)].slice(0, 8).join("-");
    return { notebook: JSON.parse(text), version };
  } catch {
    return null; // no network, and nothing kept
  }
}

function same(mine, theirs) {
  const sources = ({ cells }) => cells.map(({ source }) => [source].flat().join(""));
  return JSON.stringify(sources(mine)) === JSON.stringify(sources(theirs));
}

function offer(app, panel, path, course, newer, kept) {
  const label = newer ? "Get the new version" : "Start it afresh";
  const sentence = newer
    ? "Welcome back. There is a newer version of this lesson; this is your own, as you left it."
    : "Welcome back. This is your own copy, as you left it.";
  show(sentence, {
    more: `Whichever you choose, yours is kept. ${kept}`,
    actions: { [label]: () => replace(app, panel, path, course), "Go on with mine": hide },
  });
}

// Keep the learner's copy under a name of its own, and put the course's lesson in its place.
async function replace(app, panel, path, course) {
  const { contents } = app.serviceManager;
  const mine = `my_${path.replace(".ipynb", "")}_${now()}.ipynb`;
  await contents.save(mine, {
    type: "notebook",
    format: "json",
    content: panel.context.model.toJSON(),
  });
  panel.context.model.fromJSON(course.notebook);
  await panel.context.save();
  remember(`version of ${path}`, course.version);
  await panel.sessionContext.restartKernel();
  show(`Here it is, as new. Yours is now ${mine}.`, {
    more: "Find it in the list of files at the left. Run the cells from the top with Shift+Enter.",
    actions: { "Show my copy": () => app.shell.expandLeft() },
  });
}

function now() {
  return new Date().toISOString().slice(0, 16).replace("T", "_").replace(":", "");
}
