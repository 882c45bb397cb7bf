import { linkedAddress } from './address.ts'

/** What runs, loads or leads out of the frame. */
const removed = 'script, link, base, meta[http-equiv], iframe, frame, object, embed, audio, video, source, track, portal'
const loading = ['src', 'srcset', 'poster', 'background', 'action', 'formaction', 'ping', 'xlink:href']
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'"

/** The attribute by which a link of the frame is found again. */
export const linkAttribute = 'data-leads-to'

/**
 * A page that some Pod served, made harmless: no scripts, nothing that would be fetched from the real network. Its
 * frame is sandboxed without scripts besides, and its own policy forbids the same. Links stay, as marks.
 */
export function inertPage(html: string, address: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html')
  for (const element of page.querySelectorAll(removed)) element.remove()
  for (const element of page.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      const lower = name.toLowerCase()
      const keepsData = lower === 'src' && value.startsWith('data:image/')
      if (lower.startsWith('on') || (loading.includes(lower) && !keepsData)) element.removeAttribute(name)
    }
    const link = element.getAttribute('href')
    if (link === null) continue
    element.removeAttribute('href')
    const target = linkedAddress(address, link)
    if (target === undefined || element.localName !== 'a') continue
    element.setAttribute(linkAttribute, target)
    element.setAttribute('role', 'link')
    element.setAttribute('tabindex', '0')
  }
  const meta = page.createElement('meta')
  meta.setAttribute('http-equiv', 'Content-Security-Policy')
  meta.setAttribute('content', policy)
  const style = page.createElement('style')
  style.textContent = `html { background: #fff; color: #000 } [${linkAttribute}] { color: #0645ad; text-decoration: underline; cursor: pointer }`
  page.head.prepend(meta, style)
  return `<!doctype html>${page.documentElement.outerHTML}`
}
