import type { Command } from '../command.ts'

/**
 * For a POSIX or bash shell elsewhere: the first words of the verbs. The shell of the laptop completes verbs, kinds,
 * names and flags by itself, so that loading this changes nothing there.
 */
const bash = (verbs: string) => `# bash completion for kubectl
# The shell of this sandbox completes kubectl by itself; nothing needs to be loaded here.
# In a bash elsewhere this completes the verbs.
if command -v complete >/dev/null 2>&1; then
  complete -W "${verbs}" kubectl
fi
`

const zsh = (verbs: string) => `#compdef kubectl
# The shell of this sandbox completes kubectl by itself; in a zsh elsewhere this completes the verbs.
if command -v compdef >/dev/null 2>&1; then
  _kubectl() { compadd ${verbs}; }
  compdef _kubectl kubectl
fi
`

const fish = (verbs: string) => `# fish completion for kubectl
complete -c kubectl -f -n __fish_use_subcommand -a "${verbs}"
`

const powershell = (verbs: string) => `# powershell completion for kubectl
Register-ArgumentCompleter -Native -CommandName kubectl -ScriptBlock {
  param($wordToComplete)
  "${verbs}".Split(" ") | Where-Object { $_ -like "$wordToComplete*" }
}
`

const scripts: Readonly<Record<string, (verbs: string) => string>> = { bash, zsh, fish, powershell }

export const completion: Command = {
  name: 'completion',
  use: 'completion SHELL [options]',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  long: "Output shell completion code. The laptop's shell completes kubectl by itself: the code is for shells elsewhere, and completes the verbs.",
  examples: '# Load completion into the current shell\nsource <(kubectl completion bash)',
  *run(k) {
    const [shell, ...more] = k.args
    if (shell === undefined) throw k.usage('Shell not specified.')
    if (more.length > 0) throw k.usage('Too many arguments. Expected only the shell type.')
    const script = scripts[shell]
    if (!script) throw k.usage(`Unsupported shell type "${shell}".`)
    yield* k.out(script((k.root.subcommands ?? []).map((verb) => verb.name).join(' ')))
    return 0
  },
}
