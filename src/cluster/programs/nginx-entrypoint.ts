import { Errno, type Process, type Program, type Run } from '../machine/program.ts'

/** /docker-entrypoint.sh of the nginx image: its log lines, and envsubst over /etc/nginx/templates. */
export const nginxEntrypoint: Program = {
  name: 'docker-entrypoint.sh',
  summary: 'Prepares the configuration, then becomes the command',
  simplified: 'of the scripts in /docker-entrypoint.d only envsubst on templates acts, and your own *.sh run with sh',
  *run(process, args) {
    let said = ''
    const quiet = process.env.get('NGINX_ENTRYPOINT_QUIET_LOGS')
    const say = (text: string): void => {
      if (!quiet) said += `${text}\n`
    }
    const flush = function* (): Run<void> {
      if (said === '') return
      const text = said
      said = ''
      yield* process.print(text)
    }
    if (args[0] === 'nginx' || args[0] === 'nginx-debug') {
      const me = '/docker-entrypoint.sh:'
      say(`${me} /docker-entrypoint.d/ is not empty, will attempt to perform configuration`)
      say(`${me} Looking for shell scripts in /docker-entrypoint.d/`)
      for (const name of process.exists('/docker-entrypoint.d') ? process.readDirectory('/docker-entrypoint.d') : []) {
        if (name.endsWith('.envsh')) say(`${me} Sourcing /docker-entrypoint.d/${name}`)
        else if (!name.endsWith('.sh')) say(`${me} Ignoring /docker-entrypoint.d/${name}`)
        else {
          say(`${me} Launching /docker-entrypoint.d/${name}`)
          if (name === '10-listen-on-ipv6-by-default.sh') say('10-listen-on-ipv6-by-default.sh: info: ipv6 not available')
          else if (name === '20-envsubst-on-templates.sh') substituteTemplates(process, say)
          else if (name !== '30-tune-worker-processes.sh') {
            yield* flush()
            const status = yield* runScript(process, `/docker-entrypoint.d/${name}`)
            if (status !== 0) return status
          }
        }
      }
      say(`${me} Configuration complete; ready for start up`)
    }
    yield* flush()
    try {
      return yield* process.exec(args)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      yield* process.printError(
        `/docker-entrypoint.sh: 47: exec: ${args[0] ?? ''}: ${error.code === 'ENOENT' ? 'not found' : error.text}\n`,
      )
      return error.code === 'ENOENT' ? 127 : 126
    }
  },
}

function* runScript(process: Process, path: string): Run<number> {
  const pid = process.spawn({ what: ['sh', path] })
  for (;;) {
    const status = yield* process.wait(pid)
    if (status) return status.code ?? 1
  }
}

function substituteTemplates(process: Process, say: (text: string) => void): void {
  const folder = process.env.get('NGINX_ENVSUBST_TEMPLATE_DIR') ?? '/etc/nginx/templates'
  const into = process.env.get('NGINX_ENVSUBST_OUTPUT_DIR') ?? '/etc/nginx/conf.d'
  if (!process.exists(folder)) return
  for (const name of process.readDirectory(folder).filter((each) => each.endsWith('.template'))) {
    const target = `${into}/${name.replace(/\.template$/, '')}`
    say(`20-envsubst-on-templates.sh: Running envsubst on ${folder}/${name} to ${target}`)
    // Only what is defined is replaced: nginx's own $variables stay.
    const text = process
      .readFile(`${folder}/${name}`)
      .replace(
        /\$(?:\{(\w+)\}|(\w+))/g,
        (whole, braced: string | undefined, plain: string | undefined) => process.env.get(braced ?? plain ?? '') ?? whole,
      )
    process.writeFile(target, text)
  }
}
