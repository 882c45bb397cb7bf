import { Interpreter } from './awk/interpreter.ts'
import { unquote } from './awk/lexer.ts'
import { parseAwk } from './awk/parser.ts'
import { AwkSyntaxError } from './awk/syntax.ts'
import { AwkError } from './awk/values.ts'
import { define, Failure, parseOptions, UsageError } from './options.ts'

export const awk = define({
  name: 'awk',
  summary: 'Pattern scanning and processing language',
  usage: '[OPTIONS] [AWK_PROGRAM] [FILE]...',
  simplified: 'a record separator is one character or nothing',
  failureCode: 2,
  *run(process, args) {
    const options = parseOptions(args, 'F:v:f:e:', { 'field-separator=': 'F', 'assign=': 'v', 'file=': 'f' }, { stopEarly: true })
    const operands = [...options.operands]
    const files = options.values('f').map((path) => process.readFile(path))
    const source = files.length > 0 ? files.join('\n') : (options.value('e') ?? operands.shift())
    if (source === undefined) throw new UsageError('')
    try {
      const interpreter = new Interpreter(process, parseAwk(source), operands)
      const separator = options.value('F')
      if (separator !== undefined) interpreter.state.assign('FS', separator === 't' ? '\t' : unquote(separator))
      for (const text of options.values('v')) {
        const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(text)
        if (!match) throw new Failure(`invalid -v argument '${text}'`)
        interpreter.state.assign(String(match[1]), unquote(String(match[2])))
      }
      return yield* interpreter.run()
    } catch (error) {
      if (error instanceof AwkSyntaxError) throw new Failure(error.message)
      if (error instanceof AwkError) throw new Failure(`cmd. line:1: ${error.message}`, 2)
      if (error instanceof SyntaxError) throw new Failure(`bad regex: ${error.message}`)
      throw error
    }
  },
})
