// Keeps every file of the course that this browser has had, under its sha256, so that the next visit
// fetches only what has changed, and none at all without a network.
"use strict";

const LIST = "files.json"; // {path: [the beginning of its sha256, bytes]}, written by site/build.py
const ROOT = new URL("./", self.location).href;
const CACHE = `course ${ROOT}`; // another course may lie at the same address, in another folder
const PYTHON = "static/pyodide/";
let stock = null;
let bytes = 0; // of Python, that have arrived
const keeping = new Set(); // what is being written down

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(ROOT)) return;
  event.respondWith(answer(event, request));
});

// Have every file kept whose path begins so, and all that a page has loaded; answer whether now
// everything is here that a lesson needs.
self.addEventListener("message", (event) => {
  const { keep: begins, loaded } = event.data;
  if (begins === undefined) return;
  event.waitUntil(
    keepAll(begins, loaded).then(
      (kept) => event.ports[0].postMessage({ kept }),
      () => event.ports[0].postMessage({ kept: false }),
    ),
  );
});

async function answer(event, request) {
  const opens = request.mode === "navigate";
  try {
    const path = pathOf(request.url);
    const known = (await inStock(opens))[path];
    if (!known) return await fetch(request);
    return (await kept(path, known)) ?? (await arriving(event, path, known));
  } catch {
    return fetch(request); // blocked storage, or no list: as if there were no service worker
  }
}

function pathOf(url) {
  const path = decodeURIComponent(new URL(url).pathname.slice(new URL(ROOT).pathname.length));
  return path === "" || path.endsWith("/") ? `${path}index.html` : path;
}

// The list of files: anew whenever a page is opened, and otherwise as it was then.
async function inStock(anew) {
  if (stock && !anew) return stock;
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(ROOT + LIST, { cache: "no-cache" });
    if (!fresh.ok) throw new Error(`${fresh.status}`);
    await cache.put(ROOT + LIST, fresh.clone());
    stock = await fresh.json();
    await forgetOld(cache);
  } catch {
    const before = await cache.match(ROOT + LIST);
    stock ??= before && (await before.json());
  }
  return stock ?? {};
}

async function forgetOld(cache) {
  const current = new Set(Object.entries(stock).map(([path, known]) => key(path, known)));
  for (const { url } of await cache.keys()) {
    if (url !== ROOT + LIST && !current.has(url)) await cache.delete(url);
  }
}

function key(path, [sha256]) {
  return encodeURI(ROOT + path) + `?${sha256}`;
}

async function kept(path, known) {
  return (await caches.open(CACHE)).match(key(path, known));
}

// Fetch a file, hand it on at once, and keep it if it is the one in the list: a web host may still
// be sending the version before.
async function arriving(event, path, known) {
  const response = await fetch(ROOT + path, { cache: "no-cache" });
  if (response.ok) event.waitUntil(keep(path, known, response.clone()));
  return response;
}

function keep(path, known, response) {
  const writing = write(path, known, response).finally(() => keeping.delete(writing));
  keeping.add(writing);
  return writing;
}

async function write(path, known, response) {
  const content = await response.clone().arrayBuffer();
  await tell(path, content.byteLength);
  if ((await sha256(content)) === known[0]) {
    await (await caches.open(CACHE)).put(key(path, known), response);
  }
}

async function sha256(content) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Tell the page how much of Python has arrived.
async function tell(path, size) {
  if (!path.startsWith(PYTHON)) return;
  bytes += size;
  const files = Object.entries(stock).filter(([name]) => name.startsWith(PYTHON));
  const total = files.reduce((sum, [, [, length]]) => sum + length, 0);
  const arrived = { megabytes: bytes / 1e6, total: total / 1e6 };
  for (const page of await self.clients.matchAll()) page.postMessage({ arrived });
}

async function keepAll(begins, loaded) {
  const paths = Object.keys(await inStock(false));
  const python = paths.filter((path) => path.startsWith(PYTHON));
  const wanted = new Set([
    ...paths.filter((path) => path.startsWith(begins)),
    ...loaded.filter((url) => url.startsWith(ROOT)).map(pathOf),
  ]);
  await Promise.allSettled(keeping);
  for (const path of wanted) {
    if (!stock[path] || (await kept(path, stock[path]))) continue;
    const response = await fetch(ROOT + path);
    if (response.ok) await keep(path, stock[path], response);
  }
  const needed = [...python, ...wanted].filter((path) => stock[path]);
  const there = await Promise.all(needed.map((path) => kept(path, stock[path])));
  return python.length > 0 && there.every(Boolean);
}
