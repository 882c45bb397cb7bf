#!/usr/bin/env node
// The command `podarium`: builds the engine for Node if that was not done yet, then runs its command line.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const built = path.join(import.meta.dirname, '../dist-node/cli.js')
if (!fs.existsSync(built))
  execFileSync(process.execPath, [path.join(import.meta.dirname, 'build-node.mjs')], { stdio: ['ignore', 2, 2] })
const { main } = await import(built)
process.exitCode = main(process.argv.slice(2))
