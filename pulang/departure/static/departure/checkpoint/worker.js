// Keeps the checkpoint's page at hand without a network: that page and its own files, nothing else.
//
// No person's data is ever in this cache. Only the bare page is kept, its form's secret taken out;
// answers to what was sent, the keys and the log of scans do not pass through here.

const CACHE = "pulang-checkpoint-1";
const PAGE = new URL("./", self.location.href).pathname;
const PATIENCE = 4000; // a port's network is often there and says nothing
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const FILES = /(?:href|src)="([^"#]+\.(?:css|js|svg|png|woff2))(?:#[^"]*)?"/g;
const SECRET = /(name="csrf(?:-token|middlewaretoken)"\s+(?:content|value)=")[^"]*/g;

const bare = (address) => {
  const url = new URL(address, self.location.origin);
  return url.origin === self.location.origin ? url.pathname : "";
};

const isOurPage = (answer) =>
  answer.ok && !answer.redirected && (answer.headers.get("Content-Type") ?? "").startsWith("text/html");

// Takes in what the page needs before the page itself, and forgets what it no longer needs.
const keep = async (answer) => {
  const html = (await answer.text()).replace(SECRET, "$1");
  const cache = await caches.open(CACHE);
  const needed = new Set([...html.matchAll(FILES)].map((found) => bare(found[1])).filter(Boolean));
  await Promise.all([...needed].map(async (path) => {
    if (HASHED.test(path) && (await cache.match(path))) return;
    const file = await fetch(path, { credentials: "omit" });
    if (!file.ok) throw new Error(`${path} is not there`);
    await cache.put(path, file);
  }));
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  const policy = answer.headers.get("Content-Security-Policy");
  if (policy) headers["Content-Security-Policy"] = policy;
  await cache.put(PAGE, new Response(html, { headers }));
  for (const request of await cache.keys()) {
    const path = bare(request.url);
    if (path !== PAGE && !needed.has(path)) await cache.delete(request);
  }
};

const first = (asking, milliseconds) =>
  Promise.race([asking, new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), milliseconds))]);

const page = async (event) => {
  const asking = fetch(event.request);
  try {
    const answer = await first(asking, PATIENCE);
    if (isOurPage(answer)) event.waitUntil(keep(answer.clone()).catch(() => {}));
    return answer;
  } catch {
    return (await caches.match(PAGE)) ?? asking;
  }
};

const file = async (request, path) => {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  if (kept && HASHED.test(path)) return kept;
  try {
    return await fetch(request);
  } catch (unreachable) {
    if (kept) return kept;
    throw unreachable;
  }
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  const asking = fetch(PAGE, { credentials: "same-origin", cache: "no-store" });
  event.waitUntil(asking.then((answer) => (isOurPage(answer) ? keep(answer) : undefined)));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name.startsWith("pulang-checkpoint") && name !== CACHE));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = bare(request.url);
  if (request.method !== "GET" || !path) return;
  if (request.mode === "navigate") {
    if (path === PAGE) event.respondWith(page(event));
  } else if (/\.(?:css|js|svg|png|woff2)$/.test(path)) {
    event.respondWith(file(request, path));
  }
});
