/** Lets the built page work without a network after its first visit. Costs the first paint nothing: it waits for calm. */
export function installOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || !isSecureContext) return
  const install = () =>
    navigator.serviceWorker
      .register(new URL('offline.js', document.baseURI))
      .then(() => navigator.serviceWorker.ready)
      .then((registration) => registration.active?.postMessage('keep-everything'))
      .catch(() => {
        // some browsers and settings forbid it; the page works all the same while there is a network
      })
  addEventListener('load', () => setTimeout(install, 4000))
}
