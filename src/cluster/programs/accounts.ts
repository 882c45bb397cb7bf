/** /etc/passwd and /etc/group, as getpwnam(3) and friends read them. */
import { Errno, type Process } from '../machine/program.ts'

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
  readonly shell: string
}

function rows(process: Process, path: string): string[][] {
  try {
    return process
      .readFile(path)
      .split('\n')
      .filter((line) => line.includes(':'))
      .map((line) => line.split(':'))
  } catch (error) {
    if (error instanceof Errno) return []
    throw error
  }
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
