// What the service worker has kept, so that the next visit needs no network.

const messages = navigator.serviceWorker;

// How many megabytes of Python have come through the service worker, and how many there are.
export const whatArrives = { megabytes: 0, total: 0 };

messages?.addEventListener("message", ({ data }) => {
  if (data.arrived) Object.assign(whatArrives, data.arrived);
});

// Have the other lessons kept too, and what came before the service worker was there. Returns what
// is true from now on, in a sentence, or "".
export async function keepForLater() {
  const keeper = messages?.controller;
  if (!keeper) return "";
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((done) => {
    port1.onmessage = ({ data }) => done(data);
    setTimeout(() => done({ kept: false }), 20000);
  });
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  keeper.postMessage({ keep: "files/", loaded: [location.href, ...loaded] }, [port2]);
  const { kept } = await answer;
  return kept ? "In this browser the course now opens without a network, too." : "";
}
