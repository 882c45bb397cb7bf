import { decode } from '../machine/bytes.ts'
import { Errno } from '../machine/program.ts'
import type { Container } from './container.ts'
import { logTail } from './log.ts'

const maxMessageBytes = 4096

/** What a container left as its last words: its termination log, else (if it failed and asked so) the end of its log. */
export function terminationMessage(container: Container): string {
  const { terminationMessagePath, terminationMessageFromLogs } = container.config
  const message = terminationMessagePath === '' ? '' : readMessage(container, terminationMessagePath)
  if (message !== '' || !terminationMessageFromLogs || container.exitCode === 0) return decode(message)
  return decode(logTail(container.log.all()))
}

function readMessage(container: Container, path: string): string {
  try {
    return container.mounts.read(path).slice(0, maxMessageBytes)
  } catch (error) {
    if (error instanceof Errno) return ''
    throw error
  }
}
