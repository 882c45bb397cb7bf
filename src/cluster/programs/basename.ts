import { define, isBusybox, parseOptions, UsageError } from './options.ts'

export const basename = define({
  name: 'basename',
  summary: 'Strip directory path and SUFFIX from FILE',
  usage: 'FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...',
  *run(process, args) {
    const options = parseOptions(args, 'as:z', { multiple: 'a', 'suffix=': 's', zero: 'z' })
    const [first, ...rest] = options.operands
    if (first === undefined) throw new UsageError(isBusybox(process) ? '' : 'missing operand')
    const many = options.has('a') || options.has('s')
    const suffix = options.value('s') ?? (many ? '' : (rest[0] ?? ''))
    let text = ''
    for (const path of many ? options.operands : [first]) {
      const name = path.replace(/\/+$/, '').replace(/.*\//, '') || (path.startsWith('/') ? '/' : '')
      text += `${suffix !== '' && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name}${options.has('z') ? '\0' : '\n'}`
    }
    yield* process.print(text)
    return 0
  },
})
