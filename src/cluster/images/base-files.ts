/** The files that come with a distribution: accounts, os-release, empty folders. */
import type { ImageFile } from './image.ts'

type Files = Readonly<Record<string, ImageFile>>

const folder = { directory: true } as const
const common: Files = {
  '/tmp': { directory: true, mode: 0o1777 },
  '/root': { directory: true, mode: 0o700 },
  '/home': folder,
  '/var/run': { symlink: '/run' },
  '/run': folder,
  '/mnt': folder,
  '/opt': folder,
  '/etc/hosts': '127.0.0.1\tlocalhost\n',
}

export const busyboxFiles: Files = {
  '/tmp': { directory: true, mode: 0o1777 },
  '/root': { directory: true, mode: 0o700 },
  '/home': { directory: true, uid: 65534, gid: 65534 },
  '/usr': folder,
  '/usr/sbin': folder,
  '/var': folder,
  '/var/spool/mail': folder,
  '/var/www': folder,
  '/lib': folder,
  '/lib64': { symlink: 'lib' },
  '/etc/passwd': `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
sync:x:4:100:sync:/bin:/bin/sync
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`,
  '/etc/group': `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
wheel:x:10:root
www-data:x:33:
users:x:100:
nogroup:x:65534:
`,
  '/etc/shadow': { content: 'root:*:10933:0:99999:7:::\nnobody:*:10933:0:99999:7:::\n', mode: 0o600 },
}

const alpinePasswd = `root:x:0:0:root:/root:/bin/sh
bin:x:1:1:bin:/bin:/sbin/nologin
daemon:x:2:2:daemon:/sbin:/sbin/nologin
lp:x:4:7:lp:/var/spool/lpd:/sbin/nologin
sync:x:5:0:sync:/sbin:/bin/sync
mail:x:8:12:mail:/var/mail:/sbin/nologin
nobody:x:65534:65534:nobody:/:/sbin/nologin
`
const alpineGroup = `root:x:0:root
bin:x:1:root,bin,daemon
daemon:x:2:root,bin,daemon
sys:x:3:root,bin
tty:x:5:
mail:x:12:
www-data:x:82:
users:x:100:
nogroup:x:65533:
nobody:x:65534:
`
const debianPasswd = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
_apt:x:42:65534::/nonexistent:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`
const debianGroup = `root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
mail:x:8:
www-data:x:33:
shadow:x:42:
staff:x:50:
users:x:100:
nogroup:x:65534:
`

/** @param user a line to add to /etc/passwd: `nginx:x:101:101:nginx user:/nonexistent:/bin/false` */
function accounts(passwd: string, group: string, user: string | undefined): Files {
  if (user === undefined) return { '/etc/passwd': passwd, '/etc/group': group }
  const [name, , , gid] = user.split(':')
  return { '/etc/passwd': `${passwd}${user}\n`, '/etc/group': `${group}${name}:x:${gid}:\n` }
}

const cache = new Map<string, Files>()

function cached(key: string, make: () => Files): Files {
  const known = cache.get(key) ?? make()
  cache.set(key, known)
  return known
}

/** @param version `3.22.2` */
export function alpineFiles(version: string, user?: string): Files {
  const line = version.split('.').slice(0, 2).join('.')
  return cached(`alpine ${version} ${user}`, () => ({
    ...common,
    ...accounts(alpinePasswd, alpineGroup, user),
    '/etc/alpine-release': `${version}\n`,
    '/etc/os-release': `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${version}\nPRETTY_NAME="Alpine Linux v${line}"\nHOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n`,
    '/etc/apk/repositories': `https://dl-cdn.alpinelinux.org/alpine/v${line}/main\nhttps://dl-cdn.alpinelinux.org/alpine/v${line}/community\n`,
    '/var/log': folder,
    '/var/cache': folder,
    '/srv': folder,
    '/media': folder,
    '/lib': folder,
  }))
}

const debianNames: Record<string, string> = { 9: 'stretch', 10: 'buster', 11: 'bullseye', 12: 'bookworm', 13: 'trixie' }

/** @param version `12` (bookworm)… */
export function debianFiles(version = '12', user?: string): Files {
  const name = debianNames[version.split('.')[0] ?? ''] ?? 'bookworm'
  return cached(`debian ${version} ${user}`, () => ({
    ...common,
    ...accounts(debianPasswd, debianGroup, user),
    '/bin': { symlink: 'usr/bin' },
    '/sbin': { symlink: 'usr/sbin' },
    '/lib': { symlink: 'usr/lib' },
    '/usr/lib': folder,
    '/usr/sbin': folder,
    '/var/log': folder,
    '/var/cache': folder,
    '/var/tmp': { directory: true, mode: 0o1777 },
    '/srv': folder,
    '/media': folder,
    '/boot': folder,
    '/etc/debian_version': `${version.includes('.') ? version : `${version}.0`}\n`,
    '/etc/os-release': `PRETTY_NAME="Debian GNU/Linux ${version.split('.')[0]} (${name})"\nNAME="Debian GNU/Linux"\nVERSION_ID="${version.split('.')[0]}"\nVERSION="${version.split('.')[0]} (${name})"\nVERSION_CODENAME=${name}\nID=debian\nHOME_URL="https://www.debian.org/"\nSUPPORT_URL="https://www.debian.org/support"\nBUG_REPORT_URL="https://bugs.debian.org/"\n`,
  }))
}

/** @param version `24.04` */
export function ubuntuFiles(version: string): Files {
  const names: Record<string, string> = {
    '18.04': 'Bionic Beaver',
    '20.04': 'Focal Fossa',
    '22.04': 'Jammy Jellyfish',
    '24.04': 'Noble Numbat',
  }
  const name = names[version] ?? 'Noble Numbat'
  return cached(`ubuntu ${version}`, () => ({
    ...debianFiles('12', 'ubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash'),
    '/etc/debian_version': 'trixie/sid\n',
    '/etc/os-release': `PRETTY_NAME="Ubuntu ${version} LTS"\nNAME="Ubuntu"\nVERSION_ID="${version}"\nVERSION="${version} LTS (${name})"\nVERSION_CODENAME=${name.split(' ')[0]?.toLowerCase()}\nID=ubuntu\nID_LIKE=debian\nHOME_URL="https://www.ubuntu.com/"\n`,
  }))
}

/** A distroless or scratch image: accounts and nothing else. */
export const bareFiles: Files = {
  '/tmp': { directory: true, mode: 0o1777 },
  '/etc/passwd':
    'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
  '/etc/group': 'root:x:0:\nnobody:x:65534:\ntty:x:5:\nstaff:x:50:\nnonroot:x:65532:\n',
  '/home/nonroot': { directory: true, uid: 65532, gid: 65532 },
}
