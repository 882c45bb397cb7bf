import { Errno } from '../machine/program.ts'
import { define, Failure, isBusybox, parseOptions, UsageError } from './options.ts'
import { Editor, type Source } from './sed/editor.ts'
import { ScriptReader } from './sed/script.ts'
import { Lines, Output, openInput } from './streams.ts'

export const sed = define({
  name: 'sed',
  summary: 'Edit a stream of lines',
  usage: '[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...',
  simplified: 'the e command and flag run nothing',
  *run(process, args) {
    const options = parseOptions(args, 'i::nrEf:e:suz', {
      quiet: 'n',
      silent: 'n',
      'regexp-extended': 'r',
      'in-place': 'i',
      'expression=': 'e',
      'file=': 'f',
      separate: 's',
      posix: 'x',
    })
    const operands = [...options.operands]
    const parts: string[] = []
    for (const [flag, value] of options.given) {
      if (flag === 'e') parts.push(value)
      if (flag === 'f') parts.push(process.readFile(value).replace(/\n$/, ''))
    }
    if (parts.length === 0) {
      const first = operands.shift()
      if (first === undefined) throw new UsageError('')
      parts.push(first)
    }
    const script = parts.join('\n')
    let editor: Editor
    try {
      editor = new Editor(
        process,
        new ScriptReader(script, options.has('r') || options.has('E')).read(),
        options.has('n') || /^#n(\n|$)/.test(script),
      )
    } catch (error) {
      if (error instanceof Failure && !isBusybox(process))
        throw new Failure(`-e expression #1, char ${script.length}: ${error.message}`)
      throw error
    }
    const suffix = options.has('i') ? (options.value('i') ?? '') : undefined
    let code = 0
    const opened = function* (path: string) {
      try {
        return openInput(process, path)
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        const text = isBusybox(process)
          ? `sed: ${path}: ${error.text}`
          : error.code === 'EISDIR'
            ? `sed: couldn't edit ${path}: not a regular file`
            : `sed: can't read ${path}: ${error.text}`
        yield* process.printError(`${text}\n`)
        code = isBusybox(process) ? 1 : 2
        return undefined
      }
    }
    if (suffix !== undefined) {
      for (const path of operands) {
        const fd = yield* opened(path)
        if (fd === undefined) continue
        const { mode } = process.statFd(fd)
        const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : ''
        const temporary = `${folder}.sed${String(Math.floor(process.random() * 1e6)).padStart(6, '0')}`
        const target = process.open(temporary, { write: true, create: true, truncate: true, mode: mode & 0o777 })
        const output = new Output(process, target)
        editor.reset()
        const lines = new Lines(process, fd)
        const source: Source = {
          *next() {
            const text = yield* lines.next()
            return text === undefined ? undefined : { text, terminated: lines.terminated }
          },
        }
        yield* editor.run(source, output)
        // `q` ends the editing, not the file.
        if (editor.quitCode !== undefined)
          for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) yield* output.write(`${line}\n`)
        yield* output.flush()
        process.close(target)
        process.close(fd)
        if (suffix !== '')
          process.rename(path, suffix.includes('*') ? folder + suffix.replaceAll('*', path.slice(folder.length)) : path + suffix)
        process.rename(temporary, path)
        if (editor.quitCode !== undefined) return editor.quitCode
      }
      return code
    }
    const output = new Output(process)
    const waiting = operands.length === 0 ? ['-'] : operands
    let current: Lines | undefined
    let fd = 0
    const source: Source = {
      *next() {
        for (;;) {
          if (!current) {
            const path = waiting.shift()
            if (path === undefined) return undefined
            const next = yield* opened(path)
            if (next === undefined) continue
            fd = next
            current = new Lines(process, fd, output)
          }
          const text = yield* current.next()
          // Files are one stream: only the very last line may lack its newline.
          if (text !== undefined) return { text, terminated: current.terminated || waiting.length > 0 }
          current = undefined
          if (fd !== 0) process.close(fd)
        }
      },
    }
    yield* editor.run(source, output)
    yield* output.flush()
    return editor.quitCode || code
  },
})
