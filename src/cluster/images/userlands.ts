/** Which programs lie where in the base images. Each table is made once and shared by every image that has it. */
import type { Program } from '../machine/program.ts'
import { coreutils, extraTools, networkTools, packageTools, processTools, systemTools, textTools } from '../programs/applets.ts'
import { busybox } from '../programs/busybox.ts'
import { ash, bash, dash, dashAsSh, sh } from '../shell/sh.ts'

type Programs = Readonly<Record<string, Program>>

function at(folder: string, programs: readonly Program[]): Programs {
  return Object.fromEntries(programs.map((program) => [`${folder}/${program.name}`, program]))
}

const applets: readonly Program[] = [...coreutils, ...processTools, ...textTools, ...systemTools, ...networkTools]
const withShell: readonly Program[] = [...applets, sh, ash]
const multiCall = busybox(new Map(withShell.map((each) => [each.name, each])))

/** The busybox image: everything in /bin. */
export const busyboxPrograms: Programs = {
  ...at('/bin', withShell),
  '/bin/busybox': multiCall,
  '/usr/bin/env': appletNamed('env'),
}

const inBin = new Set(
  `ash base64 bash bbconfig cat chgrp chmod chown cp date dd df dmesg dnsdomainname dumpkmap echo egrep false fatattr fdflush fgrep fsync
  getopt grep gunzip gzip hostname ionice iostat kbd_mode kill link linux32 linux64 ln login ls lsattr lzop makemime mkdir mknod mktemp
  more mount mountpoint mpstat mv netstat nice pidof ping ping6 pipe_progress printenv ps pwd reformime rev rm rmdir run-parts sed
  setpriv setserial sh sleep stat stty su sync tar touch true umount uname usleep watch zcat`.split(/\s+/),
)
const inSbin = new Set('ifconfig ip route arp nologin sysctl'.split(' '))

/** Alpine spreads busybox's applets over the classic folders. */
export const alpinePrograms: Programs = {
  ...Object.fromEntries(
    withShell.map((each) => [
      `${inBin.has(each.name) ? '/bin' : inSbin.has(each.name) ? '/sbin' : '/usr/bin'}/${each.name}`,
      each,
    ]),
  ),
  '/bin/busybox': multiCall,
  ...at(
    '/sbin',
    packageTools.filter(({ name }) => name === 'apk'),
  ),
}

/**
 * Debian and what is built on it. The real images have no ps, kill, wget or ping: here they do, so that one can look
 * around without installing anything.
 */
export const debianPrograms: Programs = {
  ...at('/usr/bin', [dashAsSh, dash, bash, ...packageTools.filter(({ name }) => name !== 'apk')]),
  ...at('/usr/bin', applets),
  ...at(
    '/usr/bin',
    extraTools.filter(({ name }) => name === 'curl' || name === 'envsubst'),
  ),
}

/** bash, where an image has it beside another shell. */
export const bashPrograms: Programs = { '/bin/bash': bash, '/usr/local/bin/bash': bash }

/** curl, dig, host, ss and the like, for images that have them. */
export const extraPrograms: Programs = at('/usr/bin', extraTools)

function appletNamed(name: string): Program {
  const found = applets.find((each) => each.name === name)
  if (!found) throw new Error(`there is no program ${name}`)
  return found
}
