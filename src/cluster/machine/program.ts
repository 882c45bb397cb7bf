/**
 * What a program sees of its machine. Every program (sleep, nginx, sh, kubectl on the laptop…) is a generator:
 * calls that can block are generators themselves and are made with `yield*`; calls that cannot are plain methods.
 * Plain calls fail by throwing {@link Errno}; blocking ones too.
 */

/** A byte string: every character is one byte, 0 to 255. See bytes.ts for text ↔ bytes. */
export type Bytes = string

/** The body of a process or of a blocking call. What it yields is between machine/ and its kernel. */
export type Run<T> = Generator<SystemCall, T, unknown>

/** A request to the kernel; only machine/ looks inside. */
export interface SystemCall {
  readonly call: string
}

export interface Program {
  /** The file name it is installed under: `sleep`. */
  readonly name: string
  /** One line for `--help`-less programs and for the docs. */
  readonly summary?: string | undefined
  /** What the simulated version leaves out, in plain words; shown to whoever asks. */
  readonly simplified?: string | undefined
  /** Runs it; `args` leave out the program's name. Returns the exit code, 0 to 255. */
  run(process: Process, args: readonly Bytes[]): Run<number>
}

/**
 * An error of a system call, as errno has it: `ENOENT`, `EACCES`, `EADDRINUSE`…
 *
 * An Error to whoever asks, but made without the walk up the stack: programs try paths that are not there all the time.
 */
export class Errno implements Error {
  readonly name = 'Errno'

  constructor(
    readonly code: ErrnoCode,
    readonly path?: string,
  ) {}

  get message(): string {
    return `${this.code}: ${errnoText[this.code]}${this.path === undefined ? '' : `: ${this.path}`}`
  }

  /** `No such file or directory`, as strerror(3). */
  get text(): string {
    return errnoText[this.code]
  }
}

Object.setPrototypeOf(Errno.prototype, Error.prototype)

export const errnoText = {
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EAGAIN: 'Resource temporarily unavailable',
  EBADF: 'Bad file descriptor',
  EBUSY: 'Device or resource busy',
  ECHILD: 'No child processes',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EEXIST: 'File exists',
  EFBIG: 'File too large',
  EHOSTUNREACH: 'No route to host',
  EINTR: 'Interrupted system call',
  EINVAL: 'Invalid argument',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  EMFILE: 'Too many open files',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOEXEC: 'Exec format error',
  ENOMEM: 'Out of memory',
  ENOSPC: 'No space left on device',
  ENOSYS: 'Function not implemented',
  ENOTCONN: 'Transport endpoint is not connected',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  ENXIO: 'No such device or address',
  EPERM: 'Operation not permitted',
  EPIPE: 'Broken pipe',
  EROFS: 'Read-only file system',
  ESRCH: 'No such process',
  ETIMEDOUT: 'Connection timed out',
  EXDEV: 'Cross-device link',
  ENOTTY: 'Not a tty',
} as const
export type ErrnoCode = keyof typeof errnoText

export type Signal =
  | 'HUP'
  | 'INT'
  | 'QUIT'
  | 'ILL'
  | 'TRAP'
  | 'ABRT'
  | 'BUS'
  | 'FPE'
  | 'KILL'
  | 'USR1'
  | 'SEGV'
  | 'USR2'
  | 'PIPE'
  | 'ALRM'
  | 'TERM'
  | 'CHLD'
  | 'CONT'
  | 'STOP'
  | 'TSTP'
  | 'TTIN'
  | 'TTOU'
  | 'URG'
  | 'WINCH'

export interface FileStat {
  readonly type: 'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'character-device' | 'block-device'
  /** Permission bits, with set-uid, set-gid and sticky: 0o1777. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes. */
  readonly size: number
  /** Milliseconds since the epoch. */
  readonly mtime: number
  readonly atime: number
  readonly ctime: number
  readonly links: number
  readonly inode: number
  /** Which file system it lies on: differs across mounts. */
  readonly device: number
  /** Of a device: its major and minor number. */
  readonly deviceNumber?: readonly [major: number, minor: number] | undefined
}

export interface OpenFlags {
  readonly read?: boolean | undefined
  readonly write?: boolean | undefined
  readonly append?: boolean | undefined
  readonly create?: boolean | undefined
  /** With create: fails with EEXIST if the file is there. */
  readonly exclusive?: boolean | undefined
  readonly truncate?: boolean | undefined
  /** Permission bits of a file it makes, before the umask; 0o666 if absent. */
  readonly mode?: number | undefined
}

export interface SpawnOptions {
  /** argv, the program first, looked up in PATH; or a body that runs as a copy of this process (fork). */
  readonly what: readonly Bytes[] | ((child: Process) => Run<number>)
  /** The child's descriptors by number: `{ 0: 0, 1: pipe.write, 2: 2 }`. Absent: all of the parent's. */
  readonly fds?: Readonly<Record<number, number>> | undefined
  /** Absent: a copy of the parent's. */
  readonly env?: ReadonlyMap<string, Bytes> | undefined
  readonly cwd?: string | undefined
  /** Starts a process group of its own (background jobs of an interactive shell). */
  readonly newGroup?: boolean | undefined
  /** Joins a process group of this session, by the pid of its leader (the later members of a pipeline). */
  readonly group?: number | undefined
  readonly uid?: number | undefined
  readonly gid?: number | undefined
}

/** How a child ended: exactly one of `code` and `signal`; or, for those who asked, that it was stopped. */
export interface ExitStatus {
  readonly pid: number
  readonly code?: number | undefined
  readonly signal?: Signal | undefined
  readonly stopped?: Signal | undefined
}

/** A row of the process table, as /proc shows it to this process's pid namespace. */
export interface ProcessInfo {
  readonly pid: number
  readonly ppid: number
  readonly uid: number
  readonly command: readonly Bytes[]
  readonly state: 'running' | 'sleeping' | 'stopped' | 'zombie'
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** Virtual CPU time used, ms. */
  readonly cpuMs: number
  readonly memoryBytes: number
}

export interface MountInfo {
  readonly source: string
  readonly target: string
  readonly type: string
  readonly readOnly: boolean
  readonly sizeBytes?: number | undefined
  readonly usedBytes: number
}

export interface Process {
  /** In its own pid namespace. */
  readonly pid: number
  readonly ppid: number
  readonly argv: readonly Bytes[]
  readonly env: Map<string, Bytes>
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  /** Effective capabilities: `NET_ADMIN`. */
  readonly capabilities: ReadonlySet<string>
  readonly hostname: string
  readonly umask: number
  readonly cwd: string
  chdir(path: string): void
  setUmask(mask: number): void

  // --- time, chance, resources
  /** Milliseconds since the epoch, on this machine's clock. */
  readonly now: number
  /** 0 ≤ n < 1, from the machine's seeded stream. */
  random(): number
  /** CPU time used so far by this process, ms. */
  readonly cpuMs: number
  /** Sets the memory this process holds. Beyond its limit the process, or a neighbour, is killed (OOM). */
  setMemory(bytes: number): void
  /** Spends CPU time: this is how programs pay for what they do beyond the kernel's own charges. */
  compute(ms: number): Run<void>
  /** Counts a step of an interpreter, cheaply; true if it is time for `yield* process.pause()`. */
  step(): boolean
  /** Lets others run and pays for the steps so far; a handled signal ends it early. */
  pause(): Run<void>
  /** Ends early with the signal if one was handled meanwhile. */
  sleep(ms: number): Run<Signal | undefined>

  /**
   * Waits for something outside the machine (an answer of the API, a watch event). `start` is called at once with a
   * callback to end the wait; what it returns is called if the wait is broken off (the process was killed).
   * A handled signal ends it with undefined.
   */
  waitFor<T>(start: (done: (value: T) => void) => () => void): Run<T | undefined>

  // --- descriptors
  /** Up to `max` bytes (64 KiB if absent); '' at the end of the file. */
  read(fd: number, max?: number): Run<Bytes>
  /** Blocks while a pipe is full; a pipe without readers raises PIPE. */
  write(fd: number, data: Bytes): Run<void>
  /** Convenience: write(1, …), write(2, …). */
  print(text: Bytes): Run<void>
  printError(text: Bytes): Run<void>
  /** Waits until one of them can be read; undefined if `timeoutMs` is over or a signal was handled. */
  poll(fds: readonly number[], timeoutMs?: number): Run<number | undefined>
  /** Does not wait: a fifo without another end is opened at once; see openWaiting. */
  open(path: string, flags: OpenFlags): number
  /** As open; waits for a fifo's other end, as open(2) does. */
  openWaiting(path: string, flags: OpenFlags): Run<number>
  close(fd: number): void
  dup(fd: number, target?: number): number
  /** fcntl(F_DUPFD): the lowest free descriptor from `lowest` on. */
  dupFrom(fd: number, lowest: number): number
  pipe(): { readonly read: number; readonly write: number }
  isTerminal(fd: number): boolean
  /** Columns and rows of the terminal behind `fd`. */
  terminalSize(fd: number): { readonly columns: number; readonly rows: number } | undefined
  /** tcsetattr(3): raw input comes byte by byte, without echo or signals. Throws ENOTTY. */
  setTerminalMode(fd: number, mode: { readonly raw: boolean; readonly echo: boolean }): void
  /** tcsetpgrp(3): who gets ^C and ^Z. Throws ENOTTY. */
  setForeground(fd: number, group: number): void
  seek(fd: number, offset: number, from: 'start' | 'current' | 'end'): number

  // --- files; relative paths start at cwd
  stat(path: string): FileStat
  lstat(path: string): FileStat
  statFd(fd: number): FileStat
  exists(path: string): boolean
  /** Names without `.` and `..`, sorted by bytes. */
  readDirectory(path: string): readonly string[]
  /** Whole files, for programs that do not care to stream; not for fifos and devices. */
  readFile(path: string): Bytes
  writeFile(path: string, data: Bytes, options?: { readonly append?: boolean; readonly mode?: number }): void
  mkdir(path: string, mode?: number): void
  rmdir(path: string): void
  unlink(path: string): void
  rename(from: string, to: string): void
  link(from: string, to: string): void
  symlink(target: string, path: string): void
  readlink(path: string): string
  realpath(path: string): string
  mkfifo(path: string, mode?: number): void
  chmod(path: string, mode: number): void
  chown(path: string, uid: number, gid: number): void
  utimes(path: string, atime: number, mtime: number): void
  access(path: string, want: 'read' | 'write' | 'execute'): boolean
  mounts(): readonly MountInfo[]

  // --- processes
  /** The path of a program, by PATH; undefined if there is none. */
  which(name: string): string | undefined
  /** Throws ENOENT or EACCES if there is no such program. */
  spawn(options: SpawnOptions): number
  /** Becomes another program, keeping pid and descriptors; returns only by throwing. */
  exec(argv: readonly Bytes[], env?: ReadonlyMap<string, Bytes>): Run<never>
  /** Waits for a child, or any. Throws ECHILD if there is none, EINTR-free: a handled signal ends it with undefined. */
  wait(pid?: number, options?: { readonly stopped?: boolean }): Run<ExitStatus | undefined>
  /** The children that ended since, without waiting. */
  reap(): readonly ExitStatus[]
  /** kill(2): a negative pid is a process group, 0 the own one, -1 everybody. Throws ESRCH, EPERM. */
  kill(pid: number, signal: Signal | 0): void
  /** Handles a signal: a function is called between two system calls; `ignore` and `default` as in sigaction(2). */
  onSignal(signal: Signal, action: 'default' | 'ignore' | ((signal: Signal) => void)): void
  /** Whether a signal is ignored, also from before this program was started. */
  isIgnored(signal: Signal): boolean
  /** The process group, by its leader's pid. */
  readonly group: number
  processes(): readonly ProcessInfo[]
  /** Changes what ps shows as the command: `nginx: worker process`. */
  setTitle(title: Bytes): void
  /** Ends this process from anywhere below it. */
  exit(code: number): never

  // --- network; addresses as text, in this process's network namespace
  /** Throws EADDRINUSE, EACCES (ports below 1024 without the right). Returns a listening descriptor. */
  listen(port: number, address?: string): number
  accept(fd: number): Run<{ readonly fd: number; readonly remoteAddress: string; readonly remotePort: number }>
  /** Resolves names first. Throws ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENOENT (no such name). */
  connect(host: string, port: number, timeoutMs?: number): Run<number>
  /** Ends our direction of a connection; the other goes on: shutdown(2). */
  shutdown(fd: number): void
  /** One DNS question (A records, the name fully qualified) to one server, as nslookup and dig ask; `timeout` after `timeoutMs`. */
  query(
    server: string,
    name: string,
    timeoutMs: number,
  ): Run<
    | { readonly addresses: readonly string[]; readonly delayMs: number }
    | { readonly noSuchName: true; readonly delayMs: number }
    | { readonly failed: true; readonly delayMs: number }
    | 'timeout'
  >
  /** Addresses of a name, from /etc/hosts, then the resolver of /etc/resolv.conf. Empty if there is none. */
  resolve(name: string): Run<readonly string[]>
  /** The namespace's own addresses: `127.0.0.1` first. */
  addresses(): readonly { readonly name: string; readonly address: string; readonly prefix: number }[]
  /** Listening and open sockets, as netstat shows them. */
  sockets(): readonly {
    readonly local: string
    readonly remote: string
    readonly state: 'LISTEN' | 'ESTABLISHED'
    readonly pid: number | undefined
  }[]
}
