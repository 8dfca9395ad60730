// A button that opens a file and sends it in pieces, each when the kernel has the last. upload.py takes them.

const PATIENCE = 20000; // ms until the kernel must have taken a piece

/** Wait until the kernel says how many bytes of this file it has; false when it does not answer. */
function heard(model, file) {
  return new Promise((done) => {
    const stop = (answer) => {
      clearTimeout(timer);
      model.off("msg:custom", listen);
      done(answer);
    };
    const listen = (message) => message.file === file && stop(true);
    const timer = setTimeout(() => stop(false), PATIENCE);
    model.on("msg:custom", listen);
  });
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(bytes < 1e6 ? 1 : 0)} MB`;
}

/** Send a whole file; return the sentence to show when it is over, "" when all went well. */
async function send(model, chosen, say) {
  const most = model.get("most");
  if (chosen.size > most) {
    return `${chosen.name} has ${megabytes(chosen.size)}; files of up to ${megabytes(most)} can be opened.`;
  }
  const file = Math.random();
  const piece = model.get("piece");
  let at = 0;
  do {
    let bytes;
    try {
      bytes = await chosen.slice(at, at + piece).arrayBuffer();
    } catch {
      return `${chosen.name} cannot be read. Has it been moved?`;
    }
    const answer = heard(model, file);
    model.send({ file, name: chosen.name, at, size: chosen.size }, undefined, [bytes]);
    if (!(await answer)) {
      return "The kernel did not take it. Is it busy, or gone? Then try again.";
    }
    at += piece;
    if (at < chosen.size) say(`${Math.floor((100 * at) / chosen.size)} % sent`);
  } while (at < chosen.size);
  return "";
}

function render({ model, el }) {
  const button = document.createElement("button");
  button.className = "jupyter-button widget-button lessons-upload";
  button.textContent = model.get("label");
  button.style.width = "auto";
  const input = document.createElement("input");
  input.type = "file";
  input.accept = model.get("accept");
  input.hidden = true;
  const says = document.createElement("span");
  says.setAttribute("role", "note");
  says.setAttribute("aria-live", "polite");
  says.style.cssText = "margin-left:8px;color:var(--jp-content-font-color1,inherit)";
  const say = (text) => {
    says.textContent = text;
  };
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const [chosen] = input.files;
    if (!chosen) return;
    button.disabled = true;
    say("");
    try {
      say(await send(model, chosen, say));
    } finally {
      input.value = ""; // the same file may be opened again
      button.disabled = false;
    }
  });
  el.append(button, input, says);
}

export default { render };
