// Keeps the whole page for use without a network: the document is fetched anew when there is one, built files (their
// names change with their content) are kept for good.
const store = 'podarium-1'
const builtFile = /[\w.-]+-[\w-]{8}\.(?:js|css|woff2|ttf)/g

self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()))
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', (event) => {
  if (event.data === 'keep-everything') event.waitUntil(keepEverything())
})

/** Follows the names of built files from the document on, so that panes never opened are there offline too. */
async function keepEverything() {
  const cache = await caches.open(store)
  const root = self.registration.scope
  const seen = new Set()
  const queue = ['', 'icon.svg', 'manifest.webmanifest']
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const url = new URL(name, root).href
    let response = await cache.match(url, { ignoreVary: true })
    if (!response || name === '') {
      response = await fetch(url).catch(() => undefined)
      // without a network there is nothing new to keep, and nothing old to throw away
      if (!response?.ok && name === '') return
      if (!response?.ok) continue
      await cache.put(url, response.clone())
    }
    if (!/javascript|css|html/.test(response.headers.get('content-type') ?? '')) continue
    for (const [file] of (await response.text()).matchAll(builtFile)) {
      if (seen.has(file)) continue
      seen.add(file)
      queue.push(`assets/${file}`)
    }
  }
  for (const request of await cache.keys()) {
    const file = request.url.split('/').pop() ?? ''
    if (request.url.includes('/assets/') && !seen.has(file)) await cache.delete(request)
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin || !url.href.startsWith(self.registration.scope)) return
  event.respondWith(request.mode === 'navigate' ? fromNetworkFirst(request) : fromStoreFirst(request))
})

async function fromNetworkFirst(request) {
  const cache = await caches.open(store)
  try {
    return await fetch(request)
  } catch {
    return (await cache.match(self.registration.scope, { ignoreVary: true })) ?? Response.error()
  }
}

async function fromStoreFirst(request) {
  const cache = await caches.open(store)
  const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true })
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok && request.url.includes('/assets/')) await cache.put(request, response.clone())
  return response
}
