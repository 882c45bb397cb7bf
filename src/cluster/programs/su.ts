import { accountByName } from './accounts.ts'
import { define, Failure, isBusybox, parseOptions } from './options.ts'
import { waitFor } from './running.ts'
import { shellCode } from './signal-names.ts'

export const su = define({
  name: 'su',
  summary: 'Run shell under USER (by default, root)',
  usage: '[-lmp] [-s SH] [-] [USER [FILE/-c CMD [ARG0 ARGS]]]',
  simplified: 'only root may become somebody: passwords are not asked',
  *run(process, args) {
    const options = parseOptions(args, 'lmpc:s:', { login: 'l', 'command=': 'c', 'shell=': 's' })
    const [name = 'root'] = options.operands.filter((operand) => operand !== '-')
    const account = accountByName(process, name)
    if (!account)
      throw new Failure(
        isBusybox(process)
          ? `unknown user ${name}`
          : `user ${name} does not exist or the user entry does not contain all the required fields`,
      )
    if (process.uid !== 0 && process.uid !== account.uid)
      throw new Failure(isBusybox(process) ? 'must be suid to work properly' : 'Authentication failure')
    const shell = options.value('s') ?? (/nologin|false/.test(account.shell) ? undefined : account.shell)
    if (shell === undefined) throw new Failure('This account is not available')
    const env = new Map(process.env)
    env.set('HOME', account.home)
    env.set('USER', name)
    env.set('SHELL', shell)
    const command = options.value('c')
    const pid = process.spawn({
      what: [shell, ...(command === undefined ? [] : ['-c', command])],
      env,
      uid: account.uid,
      gid: account.gid,
    })
    return shellCode(yield* waitFor(process, pid))
  },
})
