import { Errno, type FileStat, type Run } from '../machine/program.ts'
import { execute, type Found, Parser, type State, type Test } from './find/expression.ts'
import { define, isBusybox } from './options.ts'

function* walk(state: State, path: string, start: string, depth: number, device: number | undefined, test: Test): Run<void> {
  const { process } = state
  let stat: FileStat
  try {
    stat = state.followLinks && process.exists(path) ? process.stat(path) : process.lstat(path)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    yield* process.printError(isBusybox(process) ? `find: ${path}: ${error.text}\n` : `find: '${path}': ${error.text}\n`)
    state.code = 1
    return
  }
  const found: Found = { path, name: path.replace(/(.)\/+$/, '$1').replace(/.*\/(?=.)/, ''), stat, depth, start }
  state.prune = false
  if (!state.depthFirst && depth >= state.minDepth) yield* test(found)
  if (state.quit) return
  if (stat.type === 'directory' && depth < state.maxDepth && !state.prune && (device === undefined || device === stat.device)) {
    try {
      for (const name of process.readDirectory(path)) {
        yield* walk(
          state,
          path.endsWith('/') ? path + name : `${path}/${name}`,
          start,
          depth + 1,
          state.sameDevice ? stat.device : undefined,
          test,
        )
        if (state.quit) return
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error
      yield* process.printError(isBusybox(process) ? `find: ${path}: ${error.text}\n` : `find: '${path}': ${error.text}\n`)
      state.code = 1
    }
  }
  if (state.depthFirst && depth >= state.minDepth) yield* test(found)
}

export const find = define({
  name: 'find',
  summary:
    "Search for files and perform actions on them. First failed action stops processing of current file. Defaults: PATH is current directory, action is '-print'",
  usage: '[-HL] [PATH]... [OPTIONS] [ACTIONS]',
  *run(process, args) {
    const words = [...args]
    const state: State = {
      process,
      now: process.now,
      minDepth: 0,
      maxDepth: Number.POSITIVE_INFINITY,
      depthFirst: false,
      followLinks: false,
      sameDevice: false,
      prune: false,
      quit: false,
      code: 0,
      batches: [],
    }
    while (words[0] === '-L' || words[0] === '-H' || words[0] === '-P') state.followLinks = words.shift() === '-L'
    const paths: string[] = []
    while (words[0] !== undefined && !/^(-.|[(!]$)/.test(words[0])) paths.push(String(words.shift()))
    const parser = new Parser(state, words)
    const expression = parser.parse()
    const test: Test = parser.acts
      ? expression
      : function* (found) {
          if (yield* expression(found)) yield* process.print(`${found.path}\n`)
          return true
        }
    for (const path of paths.length === 0 ? ['.'] : paths) yield* walk(state, path, path, 0, undefined, test)
    for (const { command, paths: batch } of state.batches)
      if (batch.length > 0 && (yield* execute(process, [...command, ...batch])) !== 0) state.code = 1
    return state.code
  },
})
