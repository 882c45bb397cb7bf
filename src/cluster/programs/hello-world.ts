import type { Program } from '../machine/program.ts'
import { plainText, serveForever } from './http-server.ts'

/** docker.io/library/hello-world: says a few words and ends. */
export const helloWorld: Program = {
  name: 'hello',
  summary: 'Says that it works',
  *run(process) {
    yield* process.print('\nHello from Docker!\nThis message shows that your installation appears to be working correctly.\n\n')
    return 0
  },
}

/** gcr.io/google-samples/node-hello. */
export const nodeHello: Program = {
  name: 'server.js',
  summary: 'Answers Hello Kubernetes! on port 8080',
  *run(process) {
    // biome-ignore lint/correctness/useYield: an answer may take time, this one takes none
    return yield* serveForever(process, 8080, function* () {
      return { ...plainText(200, ''), body: 'Hello Kubernetes!' }
    })
  },
}
