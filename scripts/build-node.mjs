// Emits dist-node/: the engine for Node as one module, with its types.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { build } from 'vite'

const root = path.join(import.meta.dirname, '..')
const out = path.join(root, 'dist-node')
await build({
  configFile: false,
  root,
  publicDir: false,
  logLevel: 'warn',
  build: {
    ssr: true,
    target: 'node20',
    outDir: out,
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      input: { podarium: 'src/node/podarium.ts', cli: 'src/node/cli.ts' },
      output: { entryFileNames: '[name].js' },
    },
  },
  ssr: { noExternal: true },
})
const tsc = path.join(root, 'node_modules/.bin', process.platform === 'win32' ? 'tsc.cmd' : 'tsc')
execFileSync(tsc, ['-p', 'tsconfig.node-types.json'], { cwd: root, stdio: 'inherit' })
fs.writeFileSync(path.join(out, 'podarium.d.ts'), "export * from './types/node/podarium.js'\n")
console.log('dist-node/podarium.js is ready')
