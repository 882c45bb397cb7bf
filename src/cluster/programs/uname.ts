import type { Process } from '../machine/program.ts'
import { define, isBusybox, parseOptions } from './options.ts'

export function kernelRelease(process: Process): string {
  const file = '/proc/sys/kernel/osrelease'
  return process.exists(file) ? process.readFile(file).trim() : '6.12.0'
}

export const uname = define({
  name: 'uname',
  summary: 'Print system information',
  usage: '[-amnrspvio]',
  *run(process, args) {
    const options = parseOptions(args, 'amnrspvio', {
      all: 'a',
      'kernel-name': 's',
      nodename: 'n',
      'kernel-release': 'r',
      'kernel-version': 'v',
      machine: 'm',
      processor: 'p',
      'operating-system': 'o',
    })
    const parts: [string, string][] = [
      ['s', 'Linux'],
      ['n', process.hostname],
      ['r', kernelRelease(process)],
      ['v', '#1 SMP PREEMPT_DYNAMIC'],
      ['m', 'x86_64'],
      [
        'o',
        isBusybox(process) && !process.exists('/etc/alpine-release')
          ? 'GNU/Linux'
          : process.exists('/etc/alpine-release')
            ? 'Linux'
            : 'GNU/Linux',
      ],
    ]
    const chosen =
      options.given.length === 0 ? [['s', 'Linux'] as const] : parts.filter(([flag]) => options.has('a') || options.has(flag))
    const extra = options.has('p') || options.has('i') ? ['unknown'] : []
    yield* process.print(`${[...chosen.map(([, text]) => text), ...extra].join(' ')}\n`)
    return 0
  },
})
