import { encode } from '../cluster/machine/bytes.ts'
import type { Program } from '../cluster/machine/program.ts'

const note = '* This is the sandbox: its cluster is always there, and minikube here only reports on it.\n'

/** What lessons written for minikube ask of it, answered for the cluster that is here. */
export function minikube(name: string, address: string): Program {
  return {
    name: 'minikube',
    summary: 'reports on the sandbox cluster',
    simplified: 'start, stop and delete change nothing; addons, tunnels and images are not simulated',
    *run(process, args) {
      const [verb = 'help', ...rest] = args.filter((arg) => !arg.startsWith('-'))
      const say = (text: string) => process.print(encode(text))
      switch (verb) {
        case 'start':
          yield* say(
            `* minikube v1.38.0 on Podarium\n* Using the sandbox driver\n${note}* Done! kubectl is now configured to use "${name}" cluster and "default" namespace by default\n`,
          )
          return 0
        case 'status':
          yield* say(
            `${name}\ntype: Control Plane\nhost: Running\nkubelet: Running\napiserver: Running\nkubeconfig: Configured\n\n`,
          )
          return 0
        case 'profile':
          yield* say(rest[0] === 'list' ? `${name}\tsandbox\tRunning\n` : `* ${name}\n`)
          return 0
        case 'ip':
          yield* say(`${address}\n`)
          return 0
        case 'version':
          yield* say('minikube version: v1.38.0\n')
          return 0
        case 'kubectl':
          return yield* process.exec(['kubectl', ...args.slice(args.indexOf('--') < 0 ? 1 : args.indexOf('--') + 1)])
        case 'stop':
        case 'delete':
        case 'pause':
        case 'unpause':
          yield* process.printError(encode(note))
          return 0
        case 'help':
          yield* say(`minikube: ${note.slice(2)}Commands: start, status, profile, ip, version, kubectl\n`)
          return 0
        default:
          yield* process.printError(encode(`minikube ${verb}: not simulated. ${note.slice(2)}`))
          return 1
      }
    },
  }
}
