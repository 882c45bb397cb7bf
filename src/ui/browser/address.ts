/** What was typed into the address bar, as a URL that the laptop's browser can fetch; undefined if it is none. */
export function typedAddress(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed.replace(/^:(?=\d)/, 'localhost:')}`
  return httpUrl(whole)?.href
}

/** Where a link of a page leads; undefined where it leads nowhere that the browser goes (mailto:, javascript:). */
export function linkedAddress(page: string, link: string): string | undefined {
  return httpUrl(link, page)?.href
}

function httpUrl(text: string, base?: string): URL | undefined {
  try {
    const url = new URL(text, base)
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined
  } catch {
    return undefined
  }
}

/** Whether an answer is shown as a page. */
export function isHtml(headers: readonly (readonly [name: string, value: string])[]): boolean {
  return /^(text\/html|application\/xhtml\+xml)\b/i.test(headerOf(headers, 'content-type') ?? '')
}

export function headerOf(headers: readonly (readonly [name: string, value: string])[], name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1]
}
