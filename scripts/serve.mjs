// A plain static server for dist/, under any sub-path: `node scripts/serve.mjs [port] [/base/]`.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'

const port = Number(process.argv[2] ?? 4173)
const base = process.argv[3] ?? '/'
const dist = path.join(import.meta.dirname, '../dist')
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
}

http
  .createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const inside = pathname.startsWith(base) ? pathname.slice(base.length) || 'index.html' : undefined
    const file = inside === undefined ? undefined : path.join(dist, path.normalize(decodeURIComponent(inside)))
    if (!file?.startsWith(dist) || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n')
      return
    }
    response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' })
    fs.createReadStream(file).pipe(response)
  })
  .listen(port, () => console.log(`serving dist/ at http://localhost:${port}${base}`))
