/** The programs of a Unix userland, in groups: images say which of them they have, and where. */
import type { Program } from '../machine/program.ts'
import { basename } from './basename.ts'
import { cat } from './cat.ts'
import { chmod } from './chmod.ts'
import { chgrp, chown } from './chown.ts'
import { cp } from './cp.ts'
import { date } from './date.ts'
import { dirname } from './dirname.ts'
import { echo } from './echo.ts'
import { env } from './env.ts'
import { falseProgram } from './false.ts'
import { groups } from './groups.ts'
import { head } from './head.ts'
import { hostname } from './hostname.ts'
import { id } from './id.ts'
import { kill } from './kill.ts'
import { killall } from './killall.ts'
import { ln } from './ln.ts'
import { ls } from './ls.ts'
import { mkdir } from './mkdir.ts'
import { mv } from './mv.ts'
import { pgrep, pkill } from './pgrep.ts'
import { pidof } from './pidof.ts'
import { printenv } from './printenv.ts'
import { printf } from './printf.ts'
import { ps } from './ps.ts'
import { readlink } from './readlink.ts'
import { realpath } from './realpath.ts'
import { rm } from './rm.ts'
import { rmdir } from './rmdir.ts'
import { seq } from './seq.ts'
import { sleep } from './sleep.ts'
import { stat } from './stat.ts'
import { tail } from './tail.ts'
import { touch } from './touch.ts'
import { trueProgram } from './true.ts'
import { wc } from './wc.ts'
import { whoami } from './whoami.ts'

/** What GNU coreutils has. */
export const coreutils: readonly Program[] = [
  basename,
  cat,
  chgrp,
  chmod,
  chown,
  cp,
  date,
  dirname,
  echo,
  env,
  falseProgram,
  groups,
  head,
  id,
  ln,
  ls,
  mkdir,
  mv,
  printenv,
  printf,
  readlink,
  realpath,
  rm,
  rmdir,
  seq,
  sleep,
  stat,
  tail,
  touch,
  trueProgram,
  wc,
  whoami,
]

/** What procps has. */
export const processTools: readonly Program[] = [kill, killall, pgrep, pidof, pkill, ps]

/** Of the base system, beside coreutils. */
export const baseTools: readonly Program[] = [hostname]
