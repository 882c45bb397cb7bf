import { userName } from './accounts.ts'
import { define, Failure, isBusybox } from './options.ts'

export const whoami = define({
  name: 'whoami',
  summary: 'Print the user name associated with the current effective user id',
  usage: '',
  *run(process) {
    const name = userName(process, process.uid)
    if (name === undefined)
      throw new Failure(isBusybox(process) ? `unknown uid ${process.uid}` : `cannot find name for user ID ${process.uid}`)
    yield* process.print(`${name}\n`)
    return 0
  },
})
