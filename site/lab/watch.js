// While a lesson is open: what can go wrong, each in a sentence and with a way on.

import { hide, show } from "./card.js";
import { remember } from "./memory.js";

const PATIENCE = 20; // seconds that one cell may take before we offer to stop it

export function watch(panel, path) {
  saveWhenLeft(panel);
  followLinks(panel);
  oneTabOnly(path);
  sayIfNothingIsKept(panel);
  sayIfPythonIsStuck(panel);
}

// Saved every few seconds anyway (overrides.json), and once more when the learner turns away.
function saveWhenLeft({ context }) {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && context.model.dirty) context.save();
  });
}

// Another lesson gets the page to itself: two Pythons in one page are slow.
function followLinks({ context, node }) {
  node.addEventListener(
    "click",
    async (event) => {
      const link = event.target.closest?.("a[data-commandlinker-args]");
      const to = link && JSON.parse(link.dataset.commandlinkerArgs).path;
      if (!to?.endsWith(".ipynb")) return;
      event.preventDefault();
      event.stopPropagation();
      if (context.model.dirty) await context.save();
      location.assign(`?path=${encodeURIComponent(to)}`);
    },
    true,
  );
}

// Two tabs would save over each other.
function oneTabOnly(path) {
  navigator.locks?.request(`lesson ${path}`, { ifAvailable: true }, (lock) => {
    if (lock) return new Promise(() => {}); // held as long as the page is open
    show("This lesson is open in another tab, too.", {
      more: "Close one of them: what you write in one would be saved over the other.",
      seconds: 60,
    });
  });
}

// A private window, blocked storage or a full disk: the lesson works, and is lost with the page.
function sayIfNothingIsKept({ context }) {
  const warn = () =>
    show("This browser keeps nothing that you write here.", {
      more: "A private window, or no room left? Before you close it: File → Download.",
      seconds: 60,
    });
  if (!remember("kept", "yes")) warn();
  context.saveState.connect((_, state) => state === "failed" && warn());
}

// A cell without an end: only a new Python helps, and what is written stays.
function sayIfPythonIsStuck({ sessionContext }) {
  const sentence = "Python has been busy for a while.";
  let timer = 0;
  sessionContext.statusChanged.connect((_, status) => {
    clearTimeout(timer);
    if (status === "busy") timer = setTimeout(offer, 1000 * PATIENCE);
    else hide(sentence);
  });

  function offer() {
    show(sentence, {
      more: "If your cell has no end, start Python anew. What you wrote stays; run the cells again.",
      actions: { "Start Python anew": restart },
    });
  }

  async function restart() {
    hide();
    await sessionContext.restartKernel();
    show("Python is new. Run the cells again, from the top.", { seconds: 10 });
  }
}
