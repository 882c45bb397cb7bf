import { Errno, type Program } from '../machine/program.ts'

/** The multi-call binary: `busybox ls -l` runs the applet. @param applets by name */
export function busybox(applets: ReadonlyMap<string, Program>): Program {
  return {
    name: 'busybox',
    summary: 'Many Unix tools in one small executable',
    *run(process, args) {
      const [name, ...rest] = args
      if (name === undefined || name === '--help') {
        const names = [...applets.keys()].sort().join(', ')
        yield* process.print(
          `BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.\nBusyBox is copyrighted by many authors between 1998-2015.\nLicensed under GPLv2. See source distribution for detailed\ncopyright notices.\n\nUsage: busybox [function [arguments]...]\n   or: busybox --list\n\nCurrently defined functions:\n\t${names}\n`,
        )
        return 0
      }
      if (name === '--list') {
        yield* process.print(`${[...applets.keys()].sort().join('\n')}\n`)
        return 0
      }
      if (!applets.has(name)) {
        yield* process.printError(`${name}: applet not found\n`)
        return 127
      }
      try {
        return yield* process.exec([name, ...rest])
      } catch (error) {
        if (!(error instanceof Errno)) throw error
        yield* process.printError(`busybox: ${name}: ${error.text}\n`)
        return 127
      }
    },
  }
}
