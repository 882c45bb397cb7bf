/** Programs of a few lines each. */
import { Errno, type Program } from '../machine/program.ts'
import { accounts } from './accounts.ts'
import { byteCount, define, Failure, parseOptions, UsageError } from './options.ts'
import { Lines, linesOf, Output, openInput, readInput } from './streams.ts'

export const pwd: Program = {
  name: 'pwd',
  summary: 'Print the full filename of the current working directory',
  *run(process) {
    yield* process.print(`${process.cwd}\n`)
    return 0
  },
}

export const arch: Program = {
  name: 'arch',
  summary: 'Print system architecture',
  *run(process) {
    yield* process.print('x86_64\n')
    return 0
  },
}

export const usleep = define({
  name: 'usleep',
  summary: 'Pause for N microseconds',
  usage: 'N',
  *run(process, args) {
    yield* process.sleep(Number(args[0] ?? 0) / 1000)
    return 0
  },
})

export const shuf = define({
  name: 'shuf',
  summary: 'Randomly permute lines',
  usage: '[-n NUM] [-o FILE] [-z] [FILE | -e [ARG...] | -i L-H]',
  *run(process, args) {
    const options = parseOptions(args, 'n:o:zei:r', { 'head-count=': 'n', echo: 'e', 'input-range=': 'i' })
    const range = /^(\d+)-(\d+)$/.exec(options.value('i') ?? '')
    const lines = range
      ? Array.from({ length: Number(range[2]) - Number(range[1]) + 1 }, (_, i) => String(Number(range[1]) + i))
      : options.has('e')
        ? [...options.operands]
        : linesOf(yield* readInput(process, options.operands[0] ?? '-'))
    for (let i = lines.length - 1; i > 0; i--) {
      const j = Math.floor(process.random() * (i + 1))
      ;[lines[i], lines[j]] = [String(lines[j]), String(lines[i])]
    }
    const count = Number(options.value('n') ?? lines.length)
    yield* process.print(
      lines
        .slice(0, count)
        .map((line) => `${line}\n`)
        .join(''),
    )
    return 0
  },
})

export const truncate = define({
  name: 'truncate',
  summary: 'Truncate FILEs to SIZE',
  usage: '[-c] -s SIZE FILE...',
  // biome-ignore lint/correctness/useYield: it makes no call that waits
  *run(process, args) {
    const options = parseOptions(args, 'cs:', { 'size=': 's', 'no-create': 'c' })
    const text = options.value('s')
    if (text === undefined || options.operands.length === 0) throw new UsageError('')
    for (const path of options.operands) {
      if (!process.exists(path) && options.has('c')) continue
      const before = process.exists(path) ? process.readFile(path) : ''
      const count = byteCount(text.replace(/^[-+]/, ''))
      const size = text.startsWith('+')
        ? before.length + count
        : text.startsWith('-')
          ? Math.max(0, before.length - count)
          : count
      process.writeFile(path, before.length >= size ? before.slice(0, size) : before + '\0'.repeat(size - before.length))
    }
    return 0
  },
})

export const unlink = define({
  name: 'unlink',
  summary: 'Delete FILE by calling unlink()',
  usage: 'FILE',
  // biome-ignore lint/correctness/useYield: it makes no call that waits
  *run(process, args) {
    const [path] = args
    if (path === undefined) throw new UsageError('')
    try {
      process.unlink(path)
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      throw new Failure(`can't remove file '${path}': ${error.text}`)
    }
    return 0
  },
})

export const mountpoint = define({
  name: 'mountpoint',
  summary: 'Check if DIR is a mountpoint',
  usage: '[-q] DIR',
  *run(process, args) {
    const options = parseOptions(args, 'qdxn')
    const [path] = options.operands
    if (path === undefined) throw new UsageError('')
    const is = process.mounts().some(({ target }) => target === process.realpath(path))
    if (!options.has('q')) yield* process.print(`${path} is ${is ? '' : 'not '}a mountpoint\n`)
    return is ? 0 : 1
  },
})

export const sysctl = define({
  name: 'sysctl',
  summary: 'Show kernel parameters',
  usage: '[-n] [KEY]...',
  simplified: 'parameters cannot be set',
  *run(process, args) {
    const options = parseOptions(args, 'enqawp:')
    let code = 0
    for (const key of options.operands) {
      const path = `/proc/sys/${key.replaceAll('.', '/')}`
      if (key.includes('=') || options.has('w'))
        throw new Failure(`error setting key '${key.split('=')[0]}': Read-only file system`)
      if (!process.exists(path)) {
        yield* process.printError(`sysctl: error: '${key}' is an unknown key\n`)
        code = 1
      } else yield* process.print(options.has('n') ? process.readFile(path) : `${key} = ${process.readFile(path)}`)
    }
    return code
  },
})

export const getent = define({
  name: 'getent',
  summary: 'Look up names in the system databases',
  usage: 'DATABASE [KEY]...',
  *run(process, args) {
    const [database, key] = args
    if (database === 'hosts' || database === 'ahosts' || database === 'ahostsv4') {
      if (key === undefined) return 0
      const addresses = yield* process.resolve(key)
      if (addresses.length === 0) return 2
      yield* process.print(addresses.map((address) => `${address.padEnd(15)} ${key}\n`).join(''))
      return 0
    }
    if (database === 'passwd') {
      const found = accounts(process).filter(({ name, uid }) => key === undefined || name === key || String(uid) === key)
      yield* process.print(found.map(({ name, uid, gid, home, shell }) => `${name}:x:${uid}:${gid}::${home}:${shell}\n`).join(''))
      return found.length > 0 ? 0 : 2
    }
    throw new Failure(`Unknown database: ${database ?? ''}`)
  },
})

export const envsubst = define({
  name: 'envsubst',
  summary: 'Substitute the values of environment variables',
  usage: '[SHELL-FORMAT]',
  *run(process, args) {
    const only =
      args[0] === undefined ? undefined : new Set([...args[0].matchAll(/\$\{?(\w+)\}?/g)].map((match) => String(match[1])))
    const text = yield* readInput(process, '-')
    yield* process.print(
      text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced: string | undefined, plain: string | undefined) => {
        const name = braced ?? plain ?? ''
        return only && !only.has(name) ? whole : (process.env.get(name) ?? '')
      }),
    )
    return 0
  },
})

export const strings = define({
  name: 'strings',
  summary: 'Display printable strings in a binary file',
  usage: '[-n LEN] [FILE]...',
  *run(process, args) {
    const options = parseOptions(args, 'afot:n:')
    const least = Number(options.value('n') ?? 4)
    for (const path of options.operands.length === 0 ? ['-'] : options.operands) {
      const found = (yield* readInput(process, path)).match(/[\t -~]+/g) ?? []
      yield* process.print(
        found
          .filter((text) => text.length >= least)
          .map((text) => `${text}\n`)
          .join(''),
      )
    }
    return 0
  },
})

export const dmesg = define({
  name: 'dmesg',
  summary: 'Print or control the kernel ring buffer',
  usage: '[-cr] [-n LEVEL] [-s SIZE]',
  // biome-ignore lint/correctness/useYield: it only ever fails
  *run() {
    throw new Failure('klogctl: Operation not permitted')
  },
})

export const nologin: Program = {
  name: 'nologin',
  summary: 'Politely refuse a login',
  *run(process) {
    yield* process.print('This account is not available\n')
    return 1
  },
}

function pager(name: string): Program {
  return define({
    name,
    summary: 'View FILE (or stdin)',
    usage: '[FILE]...',
    simplified: 'it prints everything at once',
    *run(process, args) {
      const output = new Output(process)
      for (const path of args.filter((arg) => !arg.startsWith('-')).length === 0
        ? ['-']
        : args.filter((arg) => !arg.startsWith('-'))) {
        const fd = openInput(process, path)
        const lines = new Lines(process, fd, output)
        for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) yield* output.write(`${line}\n`)
      }
      yield* output.flush()
      return 0
    },
  })
}

export const more = pager('more')
export const less = pager('less')

function editor(name: string): Program {
  return {
    name,
    summary: 'Edit FILE',
    simplified: 'it cannot edit',
    *run(process, args) {
      const file = args.find((arg) => !arg.startsWith('-')) ?? 'file'
      yield* process.printError(
        `${name}: the simulator has no full-screen editor in containers. Write the file with a here-document (cat > ${file} <<EOF) or change it with sed -i.\n`,
      )
      return 1
    },
  }
}

export const vi = editor('vi')
export const nano = editor('nano')

function packages(name: string, text: string): Program {
  return {
    name,
    summary: 'Package manager',
    simplified: 'nothing can be installed',
    *run(process, args) {
      if (args[0] === '--version' || args[0] === '-v') {
        yield* process.print(`${name} (simulated)\n`)
        return 0
      }
      yield* process.printError(
        `${name}: ${text}: the sandbox has no package mirror and no way out. Use an image that has what you need, such as nicolaka/netshoot or curlimages/curl.\n`,
      )
      return 1
    },
  }
}

export const apk = packages('apk', 'unable to fetch packages')
export const apt = packages('apt', 'unable to fetch packages')
export const aptGet = packages('apt-get', 'unable to fetch packages')
