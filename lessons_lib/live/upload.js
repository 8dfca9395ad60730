// A button that opens a file and sends it in pieces, none of them too large for a server. upload.py puts them together.
//
// Nothing here waits for the kernel: on a page that was busy for two seconds anywidget gives up listening for this widget.

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(bytes < 1e6 ? 1 : 0)} MB`;
}

/** Send a whole file; return the sentence to show when it is over, "" when all went well. */
async function send(model, chosen) {
  const most = model.get("most");
  if (chosen.size > most) {
    return `${chosen.name} has ${megabytes(chosen.size)}; files of up to ${megabytes(most)} can be opened.`;
  }
  const file = Math.random(); // tells its pieces from those of another file
  const piece = model.get("piece");
  let at = 0;
  do {
    let bytes;
    try {
      bytes = await chosen.slice(at, at + piece).arrayBuffer();
    } catch {
      return `${chosen.name} cannot be read. Has it been moved?`;
    }
    model.send({ file, name: chosen.name, at, size: chosen.size }, undefined, [bytes]);
    at += piece;
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
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const [chosen] = input.files;
    if (!chosen) return;
    says.textContent = "";
    says.textContent = await send(model, chosen);
    input.value = ""; // the same file may be opened again
  });
  model.on("msg:custom", (message) => {
    // how far a large file has come on a slow line
    says.textContent = message.have < message.size ? `${Math.floor((100 * message.have) / message.size)} % has arrived` : "";
  });
  el.append(button, input, says);
}

export default { render };
