import * as files from './file-calls.ts'
import { openFile } from './file-open.ts'
import { which } from './find-program.ts'
import type { OpenFile } from './open-file.ts'
import { Pipe, PipeReadEnd, PipeWriteEnd } from './pipe.ts'
import * as family from './process-calls.ts'
import {
  type Bytes,
  Errno,
  type ExitStatus,
  type FileStat,
  type MountInfo,
  type OpenFlags,
  type Process,
  type ProcessInfo,
  type Run,
  type Signal,
  type SpawnOptions,
} from './program.ts'
import * as sockets from './socket-calls.ts'
import type { Task } from './task.ts'
import type { Terminal } from './terminal.ts'

const readChunk = 65_536

/** The Process that a program holds: a thin front of its task. */
export class UserProcess implements Process {
  private ownEnv: Map<string, Bytes> | undefined

  constructor(private readonly task: Task) {}

  get pid(): number {
    return this.task.pid
  }
  get ppid(): number {
    return this.task.info(0).ppid
  }
  get argv(): readonly Bytes[] {
    return this.task.argv
  }
  get env(): Map<string, Bytes> {
    // copied on the first look: most programs never look
    if (!this.ownEnv || this.task.environment !== this.ownEnv) {
      this.ownEnv = new Map(this.task.environment)
      this.task.environment = this.ownEnv
    }
    return this.ownEnv
  }
  get uid(): number {
    return this.task.user.uid
  }
  get gid(): number {
    return this.task.user.gid
  }
  get groups(): readonly number[] {
    return this.task.user.groups
  }
  get capabilities(): ReadonlySet<string> {
    return this.task.user.effective
  }
  get hostname(): string {
    return this.task.context.hostname
  }
  get umask(): number {
    return this.task.umask
  }
  get cwd(): string {
    return this.task.cwd
  }
  chdir(path: string): void {
    files.chdir(this.task, path)
  }
  setUmask(mask: number): void {
    this.task.umask = mask & 0o777
  }

  get now(): number {
    return this.task.kernel.sim.wallTime
  }
  random(): number {
    return this.task.kernel.chance()
  }
  get cpuMs(): number {
    return this.task.cpu.paidMs + this.task.cpu.owedMs
  }
  setMemory(bytes: number): void {
    this.task.setMemory(bytes)
  }
  *compute(ms: number): Run<void> {
    const { task } = this
    task.owe(ms)
    while (task.mustPay) yield task.pay()
  }
  step(): boolean {
    return this.task.step()
  }
  *pause(): Run<void> {
    const { task } = this
    yield task.pay()
    // what a signal kept from being paid is forgiven: interpreters look at their traps at once
    if (task.interruptedBy) task.cpu.owedMs = 0
  }
  *sleep(ms: number): Run<Signal | undefined> {
    const { task } = this
    task.step(2)
    const until = task.kernel.sim.now + task.cpu.owedMs + Math.max(0, ms)
    yield task.waitUntil(until)
    return task.interruptedBy
  }
  *waitFor<T>(start: (done: (value: T) => void) => () => void): Run<T | undefined> {
    const { task } = this
    task.step(2)
    const result: { value?: T; done: boolean; waits: boolean } = { done: false, waits: false }
    const stop = start((value) => {
      if (result.done) return
      result.done = true
      result.value = value
      if (result.waits) task.wake()
    })
    if (!result.done) {
      result.waits = true
      yield task.waitForWake(() => {
        result.waits = false
        if (!result.done) {
          result.done = true
          stop()
        }
      })
    }
    return result.value
  }

  // --- descriptors

  private file(fd: number): OpenFile {
    const file = this.task.files[fd]
    if (!file) throw new Errno('EBADF')
    return file
  }
  *read(fd: number, max = readChunk): Run<Bytes> {
    const { task } = this
    const file = this.file(fd)
    if (task.step()) yield task.pay()
    if (max <= 0) return ''
    for (;;) {
      const data = file.read(max, task)
      if (data !== undefined) {
        if (data.length > 4096) task.owe(data.length * 1e-6)
        return data
      }
      yield task.waitIn(file.readers)
    }
  }
  *write(fd: number, data: Bytes): Run<void> {
    const { task } = this
    const file = this.file(fd)
    if (task.step()) yield task.pay()
    if (data.length > 4096) task.owe(data.length * 1e-6)
    let left = data
    while (left !== '') {
      const taken = file.write(left, task)
      if (taken === left.length) return
      left = left.slice(taken)
      yield task.waitIn(file.writers)
    }
  }
  print(text: Bytes): Run<void> {
    return this.write(1, text)
  }
  printError(text: Bytes): Run<void> {
    return this.write(2, text)
  }
  *poll(fds: readonly number[], timeoutMs?: number): Run<number | undefined> {
    const { task } = this
    if (task.step()) yield task.pay()
    const opened = fds.map((fd) => this.file(fd))
    const until = timeoutMs === undefined ? undefined : task.kernel.sim.now + timeoutMs
    for (;;) {
      const index = opened.findIndex((file) => file.readable)
      if (index >= 0) return fds[index]
      if (until !== undefined && task.kernel.sim.now >= until) return undefined
      const queues = opened.map((file) => file.readers)
      for (const queue of queues) queue.add(task)
      const timer = until === undefined ? undefined : task.kernel.sim.at(until, () => task.wake())
      yield task.waitForWake(() => {
        for (const queue of queues) queue.remove(task)
        task.kernel.sim.cancel(timer)
      })
      if (task.interruptedBy) return undefined
    }
  }
  open(path: string, flags: OpenFlags): number {
    return openFile(this.task, path, flags)
  }
  *openWaiting(path: string, flags: OpenFlags): Run<number> {
    const { task } = this
    const fd = openFile(task, path, flags)
    const file = task.files[fd]
    if (file instanceof PipeReadEnd && !(file instanceof PipeWriteEnd)) {
      const seen = file.pipe.writeOpens
      while (file.pipe.writeEnds === 0 && file.pipe.writeOpens === seen) yield task.waitIn(file.pipe.openers)
    } else if (file instanceof PipeWriteEnd) {
      const seen = file.pipe.readOpens
      while (file.pipe.readEnds === 0 && file.pipe.readOpens === seen) yield task.waitIn(file.pipe.openers)
    }
    return fd
  }
  close(fd: number): void {
    const file = this.file(fd)
    this.task.files[fd] = undefined
    file.release()
  }
  dup(fd: number, target?: number): number {
    const file = this.file(fd)
    const to = target ?? files.freeDescriptor(this.task)
    if (to !== fd) this.task.kernel.install(this.task, to, file)
    return to
  }
  dupFrom(fd: number, lowest: number): number {
    const file = this.file(fd)
    let to = lowest
    while (this.task.files[to]) to++
    this.task.kernel.install(this.task, to, file)
    return to
  }
  pipe(): { readonly read: number; readonly write: number } {
    const { kernel } = this.task
    this.task.step()
    const pipe = new Pipe(kernel.nextNumber++)
    const read = files.freeDescriptor(this.task)
    kernel.install(this.task, read, new PipeReadEnd(pipe))
    const write = files.freeDescriptor(this.task)
    kernel.install(this.task, write, new PipeWriteEnd(pipe))
    return { read, write }
  }
  private terminal(fd: number): Terminal {
    const { terminal } = this.file(fd)
    if (!terminal) throw new Errno('ENOTTY')
    return terminal
  }
  isTerminal(fd: number): boolean {
    return this.task.files[fd]?.terminal !== undefined
  }
  terminalSize(fd: number): { readonly columns: number; readonly rows: number } | undefined {
    const terminal = this.task.files[fd]?.terminal
    return terminal && { columns: terminal.columns, rows: terminal.rows }
  }
  setTerminalMode(fd: number, mode: { readonly raw: boolean; readonly echo: boolean }): void {
    this.terminal(fd).setMode(mode)
  }
  setForeground(fd: number, group: number): void {
    this.terminal(fd)
    family.setForeground(this.task, group)
  }
  seek(fd: number, offset: number, from: 'start' | 'current' | 'end'): number {
    return this.file(fd).seek(offset, from)
  }

  // --- files

  stat(path: string): FileStat {
    return files.stat(this.task, path, true)
  }
  lstat(path: string): FileStat {
    return files.stat(this.task, path, false)
  }
  statFd(fd: number): FileStat {
    return this.file(fd).stat()
  }
  exists(path: string): boolean {
    return files.exists(this.task, path)
  }
  readDirectory(path: string): readonly string[] {
    return files.readDirectory(this.task, path)
  }
  readFile(path: string): Bytes {
    return files.readFile(this.task, path)
  }
  writeFile(path: string, data: Bytes, options?: { readonly append?: boolean; readonly mode?: number }): void {
    files.writeFile(this.task, path, data, options)
  }
  mkdir(path: string, mode?: number): void {
    files.mkdir(this.task, path, mode)
  }
  rmdir(path: string): void {
    files.rmdir(this.task, path)
  }
  unlink(path: string): void {
    files.unlink(this.task, path)
  }
  rename(from: string, to: string): void {
    files.rename(this.task, from, to)
  }
  link(from: string, to: string): void {
    files.link(this.task, from, to)
  }
  symlink(target: string, path: string): void {
    files.symlink(this.task, target, path)
  }
  readlink(path: string): string {
    return files.readlink(this.task, path)
  }
  realpath(path: string): string {
    return files.realpath(this.task, path)
  }
  mkfifo(path: string, mode?: number): void {
    files.mkfifo(this.task, path, mode)
  }
  chmod(path: string, mode: number): void {
    files.chmod(this.task, path, mode)
  }
  chown(path: string, uid: number, gid: number): void {
    files.chown(this.task, path, uid, gid)
  }
  utimes(path: string, atime: number, mtime: number): void {
    files.utimes(this.task, path, atime, mtime)
  }
  access(path: string, want: 'read' | 'write' | 'execute'): boolean {
    return files.access(this.task, path, want)
  }
  mounts(): readonly MountInfo[] {
    return this.task.context.mounts.info()
  }

  // --- processes

  which(name: string): string | undefined {
    return which(this.task, name)
  }
  spawn(options: SpawnOptions): number {
    return family.spawn(this.task, options)
  }
  exec(argv: readonly Bytes[], env?: ReadonlyMap<string, Bytes>): Run<never> {
    return family.exec(this.task, argv, env)
  }
  wait(pid?: number, options?: { readonly stopped?: boolean }): Run<ExitStatus | undefined> {
    return family.wait(this.task, pid, options?.stopped ?? false)
  }
  reap(): readonly ExitStatus[] {
    return family.reap(this.task)
  }
  kill(pid: number, signal: Signal | 0): void {
    family.kill(this.task, pid, signal)
  }
  onSignal(signal: Signal, action: 'default' | 'ignore' | ((signal: Signal) => void)): void {
    if (signal === 'KILL' || signal === 'STOP') throw new Errno('EINVAL')
    this.task.setAction(signal, action)
  }
  isIgnored(signal: Signal): boolean {
    return this.task.actionOf(signal) === 'ignore'
  }
  get group(): number {
    return this.task.group.pid
  }
  processes(): readonly ProcessInfo[] {
    this.task.step(2)
    return this.task.context.namespace.processes()
  }
  setTitle(title: Bytes): void {
    this.task.title = title
  }
  exit(code: number): never {
    this.task.exit(code)
  }

  // --- network

  listen(port: number, address?: string): number {
    return sockets.listen(this.task, port, address)
  }
  accept(fd: number): Run<{ readonly fd: number; readonly remoteAddress: string; readonly remotePort: number }> {
    return sockets.accept(this.task, fd)
  }
  connect(host: string, port: number, timeoutMs?: number): Run<number> {
    return sockets.connect(this.task, host, port, timeoutMs)
  }
  shutdown(fd: number): void {
    sockets.shutdown(this.task, fd)
  }
  query(server: string, name: string, timeoutMs: number): ReturnType<Process['query']> {
    return sockets.query(this.task, server, name, timeoutMs)
  }
  resolve(name: string): Run<readonly string[]> {
    return sockets.resolve(this.task, name)
  }
  addresses(): readonly { readonly name: string; readonly address: string; readonly prefix: number }[] {
    return this.task.context.network.addresses
  }
  sockets(): readonly {
    readonly local: string
    readonly remote: string
    readonly state: 'LISTEN' | 'ESTABLISHED'
    readonly pid: number | undefined
  }[] {
    return this.task.context.network.sockets(this.task.context.namespace)
  }
}
