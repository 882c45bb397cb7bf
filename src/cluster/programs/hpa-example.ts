import type { Program } from '../machine/program.ts'
import { serveForever } from './http-server.ts'

/** registry.k8s.io/hpa-example: a PHP page that takes a million square roots. */
export const hpaExample: Program = {
  name: 'apache2-foreground',
  summary: 'Burns CPU time for every request',
  *run(process) {
    yield* process.printError(
      `AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using ${process.addresses().at(-1)?.address}. Set the 'ServerName' directive globally to suppress this message\n`,
    )
    return yield* serveForever(process, 80, function* () {
      yield* process.compute(60)
      return {
        status: 200,
        headers: [
          ['Server', 'Apache/2.4.10 (Debian)'],
          ['X-Powered-By', 'PHP/5.6.14'],
          ['Content-Type', 'text/html; charset=UTF-8'],
        ],
        body: 'OK!',
      }
    })
  },
}
