/** The programs of a Unix userland, in groups: images say which of them they have, and where. */
import type { Program } from '../machine/program.ts'
import { awk } from './awk.ts'
import { base64 } from './base64.ts'
import { basename } from './basename.ts'
import { httpd } from './busybox-httpd.ts'
import { cat } from './cat.ts'
import { md5sum, sha1sum, sha256sum, sha512sum } from './checksums.ts'
import { chmod } from './chmod.ts'
import { chgrp, chown } from './chown.ts'
import { chroot } from './chroot.ts'
import { clear } from './clear.ts'
import { cmp } from './cmp.ts'
import { comm } from './comm.ts'
import { cp } from './cp.ts'
import { curl } from './curl.ts'
import { cut } from './cut.ts'
import { date } from './date.ts'
import { dd } from './dd.ts'
import { df } from './df.ts'
import { diff } from './diff.ts'
import { dig, host } from './dig.ts'
import { dirname } from './dirname.ts'
import { du } from './du.ts'
import { hexdump, od, xxd } from './dumps.ts'
import { echo } from './echo.ts'
import { env } from './env.ts'
import { expr } from './expr.ts'
import { falseProgram } from './false.ts'
import { find } from './find.ts'
import { fold } from './fold.ts'
import { free } from './free.ts'
import { egrep, fgrep, grep } from './grep.ts'
import { groups } from './groups.ts'
import { gunzip, gzip, zcat } from './gzip.ts'
import { head } from './head.ts'
import { hostname } from './hostname.ts'
import { id } from './id.ts'
import { arp, ifconfig, route } from './ifconfig.ts'
import { ip } from './ip.ts'
import { join } from './join.ts'
import { jq } from './jq.ts'
import { kill } from './kill.ts'
import { killall } from './killall.ts'
import { ln } from './ln.ts'
import { logger } from './logger.ts'
import { ls } from './ls.ts'
import { mkdir } from './mkdir.ts'
import { mkfifo, mknod } from './mkfifo.ts'
import { mktemp } from './mktemp.ts'
import { mount } from './mount.ts'
import { mv } from './mv.ts'
import { nc } from './nc.ts'
import { lsof, netstat, ss } from './netstat.ts'
import { nice, renice } from './nice.ts'
import { nl } from './nl.ts'
import { nohup } from './nohup.ts'
import { nproc } from './nproc.ts'
import { nslookup } from './nslookup.ts'
import { openssl } from './openssl.ts'
import { paste } from './paste.ts'
import { pgrep, pkill } from './pgrep.ts'
import { pidof } from './pidof.ts'
import { ping } from './ping.ts'
import { printenv } from './printenv.ts'
import { printf } from './printf.ts'
import { ps } from './ps.ts'
import { readlink } from './readlink.ts'
import { realpath } from './realpath.ts'
import { rev } from './rev.ts'
import { rm } from './rm.ts'
import { rmdir } from './rmdir.ts'
import { sed } from './sed.ts'
import { seq } from './seq.ts'
import { setsid } from './setsid.ts'
import { sleep } from './sleep.ts'
import {
  apk,
  apt,
  aptGet,
  arch,
  dmesg,
  envsubst,
  getent,
  less,
  more,
  mountpoint,
  nano,
  nologin,
  pwd,
  shuf,
  strings,
  sysctl,
  truncate,
  unlink,
  usleep,
  vi,
} from './small-tools.ts'
import { sort } from './sort.ts'
import { split } from './split.ts'
import { stat } from './stat.ts'
import { su } from './su.ts'
import { sync } from './sync.ts'
import { tac } from './tac.ts'
import { tail } from './tail.ts'
import { tar } from './tar.ts'
import { tee } from './tee.ts'
import { telnet } from './telnet.ts'
import { bracket, test } from './test.ts'
import { time } from './time.ts'
import { timeout } from './timeout.ts'
import { top } from './top.ts'
import { touch } from './touch.ts'
import { tr } from './tr.ts'
import { traceroute } from './traceroute.ts'
import { trueProgram } from './true.ts'
import { stty, tty } from './tty.ts'
import { umount } from './umount.ts'
import { uname } from './uname.ts'
import { uniq } from './uniq.ts'
import { uptime } from './uptime.ts'
import { watch } from './watch.ts'
import { wc } from './wc.ts'
import { wget } from './wget.ts'
import { which } from './which.ts'
import { whoami } from './whoami.ts'
import { xargs } from './xargs.ts'
import { yes } from './yes.ts'

/** What GNU coreutils has (and rev, of util-linux). */
export const coreutils: readonly Program[] = [
  arch,
  basename,
  base64,
  cat,
  chgrp,
  chmod,
  chown,
  chroot,
  cp,
  cut,
  comm,
  date,
  dd,
  df,
  dirname,
  du,
  echo,
  env,
  expr,
  falseProgram,
  fold,
  groups,
  head,
  id,
  join,
  ln,
  ls,
  md5sum,
  mkdir,
  mkfifo,
  mknod,
  mktemp,
  mv,
  nice,
  nl,
  nohup,
  nproc,
  od,
  paste,
  printenv,
  printf,
  pwd,
  readlink,
  realpath,
  rev,
  rm,
  rmdir,
  seq,
  sha1sum,
  sha256sum,
  sha512sum,
  shuf,
  sleep,
  sort,
  split,
  stat,
  stty,
  sync,
  tac,
  tail,
  tee,
  test,
  bracket,
  timeout,
  touch,
  tr,
  trueProgram,
  truncate,
  tty,
  uname,
  uniq,
  wc,
  whoami,
  yes,
  unlink,
]

/** What procps has. */
export const processTools: readonly Program[] = [kill, killall, pgrep, pkill, pidof, ps, free, top, uptime, watch]

/** Searching, editing, comparing, packing. */
export const textTools: readonly Program[] = [
  grep,
  egrep,
  fgrep,
  sed,
  awk,
  find,
  xargs,
  diff,
  cmp,
  hexdump,
  xxd,
  tar,
  gzip,
  gunzip,
  zcat,
  which,
  more,
  less,
  vi,
  strings,
]

/** The rest of a base system. */
export const systemTools: readonly Program[] = [
  hostname,
  mount,
  umount,
  su,
  logger,
  clear,
  setsid,
  renice,
  time,
  usleep,
  dmesg,
  mountpoint,
  sysctl,
  getent,
  nologin,
  lsof,
]

/** What busybox has for the network. */
export const networkTools: readonly Program[] = [
  wget,
  nc,
  ping,
  nslookup,
  ip,
  ifconfig,
  route,
  arp,
  netstat,
  telnet,
  traceroute,
  httpd,
]

/** Package managers that have no mirror. */
export const packageTools: readonly Program[] = [apk, apt, aptGet]

/** Beyond busybox: installed in the images that have them. */
export const extraTools: readonly Program[] = [curl, dig, host, ss, jq, openssl, nano, envsubst]
