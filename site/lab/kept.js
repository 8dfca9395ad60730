// What the service worker has kept, so that the next visit needs no network.

const messages = navigator.serviceWorker;

// How many megabytes of Python have come through the service worker, and how many there are.
export const whatArrives = { megabytes: 0, total: 0 };

messages?.addEventListener("message", ({ data }) => {
  if (data.arrived) Object.assign(whatArrives, data.arrived);
});

// Have the other lessons kept too. Returns what is true from now on, in a sentence, or "".
export async function keepForLater() {
  const keeper = messages?.controller;
  if (!keeper) return "";
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((done) => {
    port1.onmessage = ({ data }) => done(data);
    setTimeout(() => done({ kept: false }), 20000);
  });
  keeper.postMessage({ keep: "files/" }, [port2]);
  const { kept } = await answer;
  return kept ? "In this browser the course now opens without a network, too." : "";
}
