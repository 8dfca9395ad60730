// Keeps every file of the course that this browser has had, under its sha256, so that the next visit
// fetches only what has changed, and none at all without a network.
"use strict";

const CACHE = "course";
const LIST = "files.json"; // {path: [the beginning of its sha256, bytes]}, written by site/build.py
const ROOT = new URL("./", self.location).href;
const PYTHON = "static/pyodide/";
let stock = null;
let bytes = 0; // of Python, that have arrived

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(ROOT)) return;
  event.respondWith(answer(event, request));
});

// Have every file kept whose path begins so; answer whether all of Python is kept, too.
self.addEventListener("message", (event) => {
  const begins = event.data.keep;
  if (begins === undefined) return;
  event.waitUntil(
    keepAll(begins).then(
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

async function keep(path, known, response) {
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

async function keepAll(begins) {
  const paths = Object.keys(await inStock(false));
  for (const path of paths.filter((name) => name.startsWith(begins))) {
    if (await kept(path, stock[path])) continue;
    const response = await fetch(ROOT + path);
    if (response.ok) await keep(path, stock[path], response);
  }
  const python = paths.filter((name) => name.startsWith(PYTHON));
  const there = await Promise.all(python.map((path) => kept(path, stock[path])));
  return there.length > 0 && there.every(Boolean);
}
