/** nginx's own pages, and what every part of an answer needs. */
import type { Run } from '../../machine/program.ts'
import { reasons } from '../../network/http.ts'
import type { Answer, Exchange } from '../http-server.ts'
import { mimeTypes } from './known-directives.ts'
import type { Settings } from './settings.ts'

export interface Site {
  readonly settings: Settings
  /** `nginx/1.27.5`. */
  readonly product: string
  /** Writes to the error log. */
  readonly logError: (level: string, text: string, exchange: Exchange, serverName: string) => Run<void>
  /** Where the next request to an upstream goes. */
  readonly turns: Map<string, number>
}

export function typeOf(path: string, fallback: string): string {
  return mimeTypes[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? fallback
}

export function redirect(site: Site, status: number, to: string): Answer {
  const answer = page(site, status)
  return { ...answer, headers: [...answer.headers, ['Location', to]] }
}

/** nginx's own pages. */
export function page(site: Pick<Site, 'product'>, status: number): Answer {
  if (status === 204 || status === 304) return { status, headers: [], body: '' }
  const title = `${status} ${reasons[status] ?? ''}`.trim()
  const shown =
    title === '302 Found'
      ? '302 Found'
      : title === '503 Service Unavailable'
        ? '503 Service Temporarily Unavailable'
        : title === '504 Gateway Timeout'
          ? '504 Gateway Time-out'
          : title
  const body = `<html>\r\n<head><title>${shown}</title></head>\r\n<body>\r\n<center><h1>${shown}</h1></center>\r\n<hr><center>${site.product}</center>\r\n</body>\r\n</html>\r\n`
  const reason = shown.slice(4)
  return { status, headers: [['Content-Type', 'text/html']], body, reason: status === 302 ? 'Moved Temporarily' : reason }
}
