/** The control plane's own processes: what really decides runs beside the machines; these keep its Pods alive. */
import type { Process, Program } from '../machine/program.ts'
import { daemon } from './daemon.ts'
import { formatDate } from './date-format.ts'
import { type Answer, plainText } from './http-server.ts'

const klog = (process: Process, file: string, text: string) =>
  `I${formatDate('%m%d %H:%M:%S.%3N000', process.now)}       ${process.pid} ${file}] ${text}\n`
const note = 'its work is done by the simulated component of the same name; this process keeps its Pod alive and logs its start'

interface Component {
  readonly lines: (process: Process, args: readonly string[]) => string
  readonly ports?: readonly number[]
  /** Instead of `OK`. */
  readonly answer?: Answer
  readonly megabytes: number
}

const components: Readonly<Record<string, (version: string) => Component>> = {
  'kube-apiserver': (version) => ({
    megabytes: 220,
    ports: [6443],
    // what Go's server says to those who speak no TLS, and here nobody does
    answer: plainText(400, 'Client sent an HTTP request to an HTTPS server.\n'),
    lines: (process) =>
      [
        klog(process, 'options.go:263', `external host was not specified, using ${process.addresses().at(-1)?.address}`),
        klog(process, 'server.go:150', `"Version" kubernetes="${version}"`),
        klog(process, 'instance.go:232', 'Using reconciler: lease'),
        klog(process, 'secure_serving.go:211', 'Serving securely on [::]:6443'),
        klog(process, 'controller.go:78', 'Starting OpenAPI AggregationController'),
        klog(process, 'cache.go:39', 'Caches are synced for autoregister controller'),
        klog(process, 'handler.go:286', 'Adding GroupVersion apps v1 to ResourceManager'),
      ].join(''),
  }),
  'kube-controller-manager': (version) => ({
    megabytes: 50,
    lines: (process) =>
      [
        klog(process, 'serving.go:386', 'Generated self-signed cert in-memory'),
        klog(process, 'controllermanager.go:188', `"Starting" version="${version}"`),
        klog(process, 'secure_serving.go:211', 'Serving securely on 127.0.0.1:10257'),
        klog(process, 'leaderelection.go:257', 'attempting to acquire leader lease kube-system/kube-controller-manager...'),
        klog(process, 'leaderelection.go:271', 'successfully acquired lease kube-system/kube-controller-manager'),
      ].join(''),
  }),
  'kube-scheduler': (version) => ({
    megabytes: 25,
    lines: (process) =>
      [
        klog(process, 'serving.go:386', 'Generated self-signed cert in-memory'),
        klog(process, 'server.go:175', `"Starting Kubernetes Scheduler" version="${version}"`),
        klog(process, 'secure_serving.go:211', 'Serving securely on 127.0.0.1:10259'),
        klog(process, 'leaderelection.go:257', 'attempting to acquire leader lease kube-system/kube-scheduler...'),
        klog(process, 'leaderelection.go:271', 'successfully acquired lease kube-system/kube-scheduler'),
      ].join(''),
  }),
  'kube-proxy': (version) => ({
    megabytes: 18,
    lines: (process) =>
      [
        klog(process, 'server_linux.go:53', '"Using iptables proxy"'),
        klog(process, 'server.go:715', `"Successfully retrieved node IP(s)" IPs=["${process.addresses().at(-1)?.address}"]`),
        klog(process, 'server.go:246', `"Version info" version="${version}"`),
        klog(process, 'config.go:199', '"Starting service config controller"'),
        klog(process, 'shared_informer.go:356', '"Caches are synced" controller="service config"'),
      ].join(''),
  }),
  etcd: (version) => ({
    megabytes: 40,
    lines: (process) => {
      const line = (text: string, more = '') =>
        `{"level":"info","ts":"${formatDate('%Y-%m-%dT%H:%M:%S.%3N000Z', process.now)}","caller":"etcdmain/etcd.go:95","msg":"${text}"${more}}\n`
      return (
        line('Running: ', `,"args":${JSON.stringify(process.argv)}`) +
        line('starting an etcd server', `,"etcd-version":"${version}"`) +
        line('became leader at term 2') +
        line('ready to serve client requests') +
        line('serving client traffic securely', ',"address":"127.0.0.1:2379"')
      )
    },
  }),
  coredns: (version) => ({
    megabytes: 15,
    ports: [8080, 8181, 9153],
    lines: () =>
      `maxprocs: Leaving GOMAXPROCS=2: CPU quota undefined\n.:53\n[INFO] plugin/reload: Running configuration SHA512 = 591cf328cccc12bc490481273e738df59329c62c0b729d94e8b61db9961c2fa5f046dd37f1cf888b953814040d180f52594972691cd6ff41be96639138a43908\nCoreDNS-${version}\nlinux/amd64, go1.24.1, 5fdd2e1\n`,
  }),
  'metrics-server': (version) => ({
    megabytes: 20,
    lines: (process) => klog(process, 'serving.go:380', `Generated self-signed cert (metrics-server ${version})`),
  }),
}

export function component(name: string, version: string): Program {
  const make = components[name]
  if (!make) throw new Error(`there is no component ${name}`)
  const { lines, ports, answer, megabytes } = make(version)
  return daemon({
    name,
    summary: `The cluster's ${name}`,
    simplified: note,
    memoryMegabytes: megabytes,
    *begin(process, args) {
      if (args.includes('--version')) {
        yield* process.print(`Kubernetes ${version}\n`)
        return 0
      }
      yield* process.printError(lines(process, args))
      return undefined
    },
    ports: () => ports ?? [],
    handle: (_, { request }) =>
      answer ?? plainText(200, request.target.startsWith('/metrics') ? '# no metrics are simulated' : 'OK'),
  })
}
