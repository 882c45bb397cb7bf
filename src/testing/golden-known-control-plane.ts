import type { KnownDifference } from './golden-known.ts'

/** Differences of the scenarios about control plane and kubectl. */
const race = 'which of two things came first within the same second; both orders are right'
const resync = 'the binder looks when something changes, upstream also every 15 s: the same words, another count'
const machine = "the recording machine's own"
const newer = '1.36 says more, or says it differently, than the recorded 1.34'
const ownWords = 'the prose of help pages is ours'
const registry = 'the recording’s registry is local and says NotFound; Docker Hub denies access to what is not there'
const readiness = 'the first probe came before the server listened; on the recording machine after'

const outputs = (why: string, ...matches: readonly string[]): readonly KnownDifference[] =>
  matches.map((match) => ({ in: 'outputs', match, why }))
const events = (why: string, ...matches: readonly string[]): readonly KnownDifference[] =>
  matches.map((match) => ({ in: 'events', match, why }))

export const knownOnControlPlane: Readonly<Record<string, readonly KnownDifference[]>> = {
  'j1-deployment': [
    ...events(
      'with one repetition fewer, the events stay below the number from which they are combined',
      '(combined from similar events)',
    ),
    ...outputs(race, '$ kubectl rollout status deployment/nginx-deployment'),
  ],
  'j2-job': [
    { in: 'states', match: 'cron-', why: 'the recording began seconds before a full minute: one CronJob run more' },
    ...events(
      'the uid of a generated name is told in the message',
      'Back-off restarting failed container main in pod fail-onfailure-',
    ),
    ...events(race, 'Stopping container main'),
    ...outputs('the recording began seconds before a full minute', '$ kubectl get jobs,pods'),
  ],
  'j3-sts-ds': [...events(readiness, 'Readiness probe failed')],
  'l-unschedulable': [
    { in: 'states', match: 'nodename-bad', why: 'PodGC looks every 20 s: the phase of its period is chance' },
    ...events(race, 'pod/cordoned'),
    ...outputs('the priority classes were left by another scenario of the recording', '$ kubectl apply -f prio.yaml'),
  ],
  'm-errors': [
    ...outputs('we add what replaced the flag', '--replicas=5'),
    ...outputs(newer, '-o wibble', '$ kubectl api-resources'),
    ...outputs(newer, '$ kubectl logs okpod -c nosuch'),
    ...outputs('process numbers within the container', '$ kubectl logs okpod --previous'),
  ],
  'q-inspect': [
    ...events('1.36 tells the start of a resize too, and its generation', 'ResizeStarted', 'ResizeCompleted'),
    ...outputs(
      machine,
      'logs dapi',
      'get pod demo -o',
      'shared-pid',
      'hostnet',
      'get pods -A',
      'describe node',
      'get events',
      'kubectl events',
    ),
    ...outputs('1.36 has another default profile, and does not warn of the old one', 'kubectl debug demo'),
  ],
  's37-limitrange': [
    ...events('the retries of a controller that cannot create are told less often', 'combined from similar events'),
    ...outputs(newer, 'get pod plain -o yaml'),
  ],
  's46-rollout-bad-image': [
    ...events(registry, 'ngnix'),
    ...outputs(race, 'rollout status', 'describe pod -l app=shop'),
    ...outputs('status of 1.35 and later counts terminating replicas', 'get deploy shop -o yaml'),
  ],
  's53-jobs': [
    ...events(
      'the uid of a generated name is told in the message',
      'Back-off restarting failed container w in pod failing-inplace-',
    ),
    ...outputs(race, '$ kubectl get jobs'),
  ],
  's58-affinity': [
    ...outputs('which of two Pods that exclude each other was placed first', 'app=apart', 'events --types=Warning'),
    ...outputs('kubectl 1.36 shows no events where several Pods are described', 'app=spread'),
  ],
  's62-get-outputs': [
    ...outputs(newer, 'get pod boat', '--raw /version', 'get events -o wide'),
    ...outputs(race, 'events --for pod/wreck'),
  ],
  's63-describe-all': [
    ...events(race, 'poddisruptionbudget/keep'),
    ...events(readiness, 'Readiness probe failed'),
    ...outputs('kubectl 1.36 shows no events where several Pods are described', 'describe pod -l app=front', 'describe pods seq'),
    ...outputs('told at the first change of a Pod behind it', 'describe endpoints'),
    ...outputs(resync, 'describe pvc disk'),
    ...outputs(race, 'describe pdb keep', 'apply -f world.yaml'),
    ...outputs(machine, 'describe node', 'kube-root-ca.crt'),
    ...outputs('the role also gathers what the metrics API brings', 'describe clusterrole view'),
  ],
  's64-explain-api': [
    ...outputs('our descriptions come from the OpenAPI of 1.36, where TypeMeta has none', 'kubectl explain'),
    ...outputs(newer, 'kubectl api-resources'),
    ...outputs(ownWords, 'kubectl options', '--help', 'kubectl help'),
  ],
  's69-pvc': [
    ...events(
      'a Pod that waits for its volume is tried again more often here: each change of a claim wakes it',
      'FailedScheduling',
    ),
    ...events('the class is looked for also where a claim names its volume', 'ProvisioningFailed'),
    ...outputs(resync, 'describe pvc'),
  ],
  's71-owner-cascade': [
    ...events('a kubelet of the recording was slow to learn of the ConfigMap', 'failed to sync configmap cache'),
    ...outputs('status of 1.35 and later counts terminating replicas', 'get deploy parent -o yaml'),
  ],
}
