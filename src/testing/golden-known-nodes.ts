import type { KnownDifference } from './golden-known.ts'

/** Why the node's recordings are not retraced to the letter, where they are not. */

const wait =
  "upstream's own waits differ from run to run: a sync that failed is repeated after 10 to 15 s, a probe or relist has a phase of its own"
const order = 'the event list is sorted by seconds; which of two events of one second comes first differs from run to run'
const oneImage = "the recording's images were one build under many tags, and containerd named any of them"
const threads = 'the numbers of processes depend on how many threads runc happened to start'
const theirMachine = "the recording's machine: its disk, its kernel, its operating system"

export const knownOnNodes: Readonly<Record<string, readonly KnownDifference[]>> = {
  'a2-crash-exit1': [{ in: 'outputs', match: '$ kubectl describe pod crash', why: wait }],
  'b-sleep-delete': [{ in: 'outputs', match: '$ kubectl exec sleeper -- ps', why: threads }],
  'c-two-containers': [{ in: 'outputs', match: '-c alpine-container -- ps', why: threads }],
  'e-exec-kill': [
    {
      in: 'outputs',
      match: '$ kubectl exec web -- ps',
      why: "the recording's nginx runs its workers as nobody, the real image as nginx",
    },
    { in: 'outputs', match: '$ kubectl describe pod web', why: order },
  ],
  'f-probes': [
    {
      in: 'states',
      match: 'tcp-wrong: 0/1 CrashLoopBackOff 4',
      why: 'a kill falls just outside of the 40 s since the last exit, because the restart before it came later within its 10 to 15 s',
    },
    { in: 'outputs', match: '$ kubectl get pods', why: wait },
  ],
  'g-init': [{ in: 'outputs', match: '$ kubectl describe pod init-fail', why: wait }],
  'h-images': [
    {
      in: 'events',
      match: 'docker.io/library/ngnix:latest',
      why: "the recording's registry knew no authorisation; Docker Hub says of an unknown repository that access is denied",
    },
    {
      in: 'events',
      match: 'pod/nosuch-tag: ',
      why: 'the recording had pulled nginx before; its image had no tag latest of its own here',
    },
    { in: 'outputs', match: '$ kubectl describe pod nosuch-tag', why: wait },
  ],
  'i-config-errors': [
    { in: 'events', match: 'pod/nonroot: (combined from similar events)', why: wait },
    { in: 'outputs', match: '$ kubectl get pods', why: wait },
    { in: 'outputs', match: '$ kubectl describe pod bad-command', why: wait },
  ],
  'k-oom': [
    {
      in: 'states',
      match: 'child-oom: ',
      why: 'cgroup v1 killed one process; with cgroup v2 the kubelet has the whole container killed (memory.oom.group)',
    },
    { in: 'events', match: 'pod/child-oom: ', why: 'see child-oom' },
    { in: 'outputs', match: '$ kubectl get pods', why: 'see child-oom' },
    { in: 'outputs', match: '$ kubectl logs child-oom', why: 'see child-oom' },
    {
      in: 'outputs',
      match: '$ kubectl describe pod memory-demo-2',
      why: 'cgroup v1 killed the worker and stress exited with 1; with cgroup v2 the first process is killed too, 137',
    },
  ],
  'n-static': [
    { in: 'events', match: 'CgroupV1', why: 'cgroup v1 is gone' },
    { in: 'events', match: 'InvalidDiskCapacity', why: 'said by a kubelet whose containerd has no statistics yet' },
    { in: 'events', match: 'pod/s1: ', why: 'left over from what was recorded before in this namespace' },
    { in: 'events', match: 'pod/web: ', why: 'left over from what was recorded before in this namespace' },
    { in: 'events', match: 'Schedulable node/NODE', why: "of a later recording's cordon" },
    {
      in: 'outputs',
      match: '$ kubectl describe pod static-web-node01',
      why: "the hash of a manifest is a hash of Go's structures",
    },
  ],
  'o-termination': [{ in: 'outputs', match: '$ kubectl get pod finalized -o yaml', why: oneImage }],
  'p-port-conflict': [{ in: 'outputs', match: '$ kubectl describe pod two-nginx', why: wait }],
  'r-node-down': [
    { in: 'states', match: 'tolerates20: ', why: "the last lease before the cut and the monitor's 5 s have phases of their own" },
    { in: 'outputs', match: '$ kubectl get nodes,pods -o wide', why: theirMachine },
    { in: 'outputs', match: '$ kubectl describe node node01', why: theirMachine },
  ],
  'r2-node-down-2nodes': [
    { in: 'states', match: 'tolerates20: ', why: "the last lease before the cut and the monitor's 5 s have phases of their own" },
    { in: 'states', match: 'dep-59f64b4d6f-fv62t: ', why: 'as tolerates20' },
    { in: 'states', match: 'dep-59f64b4d6f-kzngj: ', why: 'as tolerates20' },
    { in: 'states', match: 'dep-59f64b4d6f-mskmn: ', why: 'a hollow node took it; here there is no second one' },
    { in: 'states', match: 'dep-59f64b4d6f-xtcb2: ', why: 'a hollow node took it; here there is no second one' },
    { in: 'events', match: 'FailedScheduling pod/dep-HASH-XXXXX', why: 'a hollow node took it; here there is no second one' },
    { in: 'events', match: 'TaintManagerEviction pod/dep-HASH-XXXXX', why: 'a hollow node took it; here there is no second one' },
    { in: 'outputs', match: '$ kubectl get nodes,pods -o wide', why: theirMachine },
    { in: 'outputs', match: '$ kubectl describe node node01', why: theirMachine },
    { in: 'outputs', match: '$ kubectl get pods -o wide', why: 'asked in the very second of the eviction' },
  ],
  's02-nginx-alpine-nocmd': [
    { in: 'outputs', match: '$ kubectl get pod pair\n', why: wait },
    { in: 'outputs', match: '$ kubectl get pods\n', why: wait },
    { in: 'outputs', match: '$ kubectl describe pod pair', why: wait },
    { in: 'outputs', match: '--previous', why: "asked during the wait, which had not begun to show yet: see the Pod's states" },
    { in: 'outputs', match: '$ kubectl get pod pair -o yaml', why: oneImage },
    { in: 'outputs', match: '$ kubectl get events --sort-by', why: order },
  ],
  's06-producer-consumer': [
    { in: 'outputs', match: '$ kubectl logs prodcons -c consumer', why: 'asked in the very second of another message' },
    { in: 'outputs', match: '-c producer -- cat /out/messages.txt', why: 'asked in the very second of another message' },
    { in: 'outputs', match: '$ kubectl cp ', why: 'the real kubectl cp writes this line to stdout, ours to stderr' },
  ],
  's16-liveness-tcp-closed': [
    { in: 'outputs', match: '$ kubectl describe pod grpc', why: wait },
    { in: 'outputs', match: '$ kubectl logs wrongport --previous', why: threads },
    { in: 'outputs', match: '$ kubectl describe pod wrongport', why: wait },
  ],
  's23-term-handling': [
    { in: 'outputs', match: '$ kubectl get pod mixed -o yaml', why: oneImage },
    { in: 'outputs', match: '$ kubectl get pods', why: wait },
    { in: 'outputs', match: '$ kubectl get events', why: order },
  ],
  's29-env': [
    { in: 'outputs', match: '$ kubectl logs envtest', why: 'stdout and stderr are two pipes: their lines may change places' },
    {
      in: 'outputs',
      match: '$ kubectl exec envtest -- env',
      why: "Go's maps have no order: the kubelet passes variables in any",
    },
  ],
  's42-runasnonroot': [
    { in: 'outputs', match: '$ kubectl get pods', why: wait },
    { in: 'outputs', match: 'ls -lan /data', why: 'the clock of the recording, which ls shows' },
    { in: 'outputs', match: '$ kubectl logs nginx-1000', why: "the recording's nginx has its own configuration" },
    { in: 'outputs', match: '$ kubectl describe pod zero-but-nonroot', why: order },
    { in: 'outputs', match: '$ kubectl exec allpowers', why: "the recording's machine could not give SYS_RESOURCE" },
    { in: 'outputs', match: '$ kubectl exec user-1000 -- ps', why: threads },
    { in: 'outputs', match: '$ kubectl describe pod nginx-1000', why: wait },
  ],
}
