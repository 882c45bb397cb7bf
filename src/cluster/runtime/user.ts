import type { Image } from '../images/image.ts'
import type { FileSystem, User } from '../machine/machine.ts'
import { RuntimeError } from './image-store.ts'

export interface ResolvedUser extends Required<Pick<User, 'uid' | 'gid'>> {
  readonly groups: readonly number[]
  /** From /etc/passwd; `/` for users that are not in it. */
  readonly home: string
}

interface PasswdEntry {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
}

/**
 * Who a container runs as: the numbers of the security context, else the image's `user`, looked up in the image's
 * /etc/passwd and /etc/group as containerd does.
 */
export function resolveUser(
  rootfs: FileSystem,
  image: Image,
  runAsUser: number | undefined,
  runAsGroup: number | undefined,
  supplementalGroups: readonly number[],
): ResolvedUser {
  const { passwd, groups } = accountsOf(rootfs, image)
  const [userPart = '', groupPart] = image.user.split(':')
  let entry: PasswdEntry | undefined
  let uid: number
  if (runAsUser !== undefined) {
    uid = runAsUser
    entry = passwd.find((candidate) => candidate.uid === uid)
  } else if (userPart === '' || userPart === 'root') {
    uid = 0
    entry = passwd.find((candidate) => candidate.uid === 0)
  } else if (/^\d+$/.test(userPart)) {
    uid = Number(userPart)
    entry = passwd.find((candidate) => candidate.uid === uid)
  } else {
    entry = passwd.find((candidate) => candidate.name === userPart)
    if (!entry) throw new RuntimeError(`mount callback failed on /tmp/containerd-mount: no users found`)
    uid = entry.uid
  }
  let gid = entry?.gid ?? 0
  if (runAsGroup !== undefined) gid = runAsGroup
  else if (runAsUser === undefined && groupPart !== undefined) gid = groupId(groups, groupPart)
  const extra = new Set<number>([gid])
  if (entry) {
    for (const [, , id, members] of groups) if (members?.split(',').includes(entry.name)) extra.add(Number(id))
  }
  for (const group of supplementalGroups) extra.add(group)
  return { uid, gid, groups: [...extra].sort((a, b) => a - b), home: entry?.home ?? '/' }
}

interface Accounts {
  readonly passwd: readonly PasswdEntry[]
  readonly groups: readonly (readonly string[])[]
}

/** A new container has its image's files as they are: they need to be read once. */
const known = new WeakMap<Image, Accounts>()

function accountsOf(rootfs: FileSystem, image: Image): Accounts {
  const before = known.get(image)
  if (before) return before
  const passwd = linesOf(rootfs, '/etc/passwd').flatMap((fields): PasswdEntry[] => {
    const [name, , uid, gid, , home] = fields
    return name !== undefined && uid !== undefined && gid !== undefined
      ? [{ name, uid: Number(uid), gid: Number(gid), home: home || '/' }]
      : []
  })
  const accounts = { passwd, groups: linesOf(rootfs, '/etc/group') }
  known.set(image, accounts)
  return accounts
}

function groupId(groups: readonly (readonly string[])[], text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  const found = groups.find(([name]) => name === text)
  if (!found) throw new RuntimeError(`mount callback failed on /tmp/containerd-mount: no groups found`)
  return Number(found[2])
}

function linesOf(fileSystem: FileSystem, path: string): readonly (readonly string[])[] {
  if (!fileSystem.exists(path)) return []
  return fileSystem
    .read(path)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':'))
}
