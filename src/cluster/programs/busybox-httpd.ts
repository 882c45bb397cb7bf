import { serveFiles } from './agnhost.ts'
import { define, parseOptions } from './options.ts'

export const httpd = define({
  name: 'httpd',
  summary: 'Listen for incoming HTTP requests',
  usage: '[-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER[:GRP]] [-r REALM] [-h HOME]',
  simplified: 'no CGI, no passwords',
  *run(process, args) {
    const options = parseOptions(args, 'ifvc:p:u:r:h:me:d:')
    const port = Number((options.value('p') ?? '80').replace(/.*:/, ''))
    const home = options.value('h') ?? process.cwd
    if (options.has('f')) return yield* serveFiles(process, port, home)
    process.spawn({ what: (child) => serveFiles(child, port, home) })
    return 0
  },
})
