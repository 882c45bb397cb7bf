/** /etc/passwd and /etc/group, as getpwnam(3) and friends read them. */
import { Errno, type Process } from '../machine/program.ts'

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
  readonly shell: string
}

const parsed = new Map<string, string[][]>()

/** Files of thousands of containers are the same few: what was split once is kept. */
function rows(process: Process, path: string): string[][] {
  let text: string
  try {
    text = process.readFile(path)
  } catch (error) {
    if (error instanceof Errno) return []
    throw error
  }
  const known = parsed.get(text)
  if (known) return known
  if (parsed.size > 100) parsed.clear()
  const split = text
    .split('\n')
    .filter((line) => line.includes(':'))
    .map((line) => line.split(':'))
  parsed.set(text, split)
  return split
}

export function accounts(process: Process): readonly Account[] {
  return rows(process, '/etc/passwd').map(([name = '', , uid, gid, , home = '/', shell = '/bin/sh']) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    home,
    shell,
  }))
}

export function accountByName(process: Process, name: string): Account | undefined {
  return accounts(process).find((account) => account.name === name)
}

/** The user's name; undefined if /etc/passwd has none. */
export function userName(process: Process, uid: number): string | undefined {
  return accounts(process).find((account) => account.uid === uid)?.name
}

export function groupName(process: Process, gid: number): string | undefined {
  return rows(process, '/etc/group').find((row) => Number(row[2]) === gid)?.[0]
}

export function groupId(process: Process, name: string): number | undefined {
  const row = rows(process, '/etc/group').find((each) => each[0] === name)
  return row === undefined ? undefined : Number(row[2])
}
