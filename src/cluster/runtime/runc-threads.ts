import type { PidNamespace } from '../machine/machine.ts'

/** Threads that runc, a Go program, has started by the time it becomes the container's process. */
const threads = 5

/** The numbers that runc's threads have used up: what a process starts first is 6 above it, as `ps` shows everywhere. */
export function skipThreads(pids: PidNamespace, pid: number): void {
  pids.nextPid = Math.max(pids.nextPid, pid + threads + 1)
}
