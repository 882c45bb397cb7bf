import type { Flag } from './flags.ts'

/** Groups of flags that many verbs share. */
export const outputFlags = (formats: string): readonly Flag[] => [
  {
    name: 'allow-missing-template-keys',
    type: 'bool',
    default: 'true',
    usage: 'Ignore fields and keys that a template names and the object lacks. Only for golang and jsonpath formats.',
  },
  { name: 'output', shorthand: 'o', type: 'string', usage: `How to print. One of: (${formats}).` },
  {
    name: 'show-managed-fields',
    type: 'bool',
    default: 'false',
    usage: 'Keep metadata.managedFields when printing JSON or YAML.',
  },
  {
    name: 'template',
    type: 'string',
    usage: 'The template, or the path of its file, for -o=go-template and -o=go-template-file.',
  },
]

const common =
  'json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file'
export const printFlags = outputFlags(common)
export const getPrintFlags = outputFlags(`${common}, custom-columns, custom-columns-file, wide`)

export const dryRunFlag: Flag = {
  name: 'dry-run',
  type: 'string',
  default: 'none',
  withoutValue: 'unchanged',
  usage:
    'Must be "none", "server", or "client". client: only print what would be sent. server: send it, and have nothing stored.',
}

export const fileFlags = (what: string): readonly Flag[] => [
  { name: 'filename', shorthand: 'f', type: 'stringSlice', usage: `Files, directories or - for stdin: ${what}` },
  {
    name: 'kustomize',
    shorthand: 'k',
    type: 'string',
    usage: 'A directory with a kustomization.yaml. Not together with -f or -R.',
  },
  {
    name: 'recursive',
    shorthand: 'R',
    type: 'bool',
    default: 'false',
    usage: 'Also look into the directories below those of -f.',
  },
]

export const fieldManagerFlag = (manager: string): Flag => ({
  name: 'field-manager',
  type: 'string',
  default: manager,
  usage: 'Name under which the ownership of the fields is recorded.',
})

export const selectorFlag: Flag = {
  name: 'selector',
  shorthand: 'l',
  type: 'string',
  usage: "Labels to filter by: '=', '==', '!=', 'in', 'notin' (-l key1=value1,key2=value2). Objects must match all of them.",
}

export const fieldSelectorFlag: Flag = {
  name: 'field-selector',
  type: 'string',
  usage: "Fields to filter by: '=', '==', '!=' (--field-selector key1=value1,key2=value2). Each kind knows a few fields only.",
}

export const allNamespacesFlag: Flag = {
  name: 'all-namespaces',
  shorthand: 'A',
  type: 'bool',
  default: 'false',
  usage: 'Across all namespaces; the namespace of the context and of --namespace is left aside.',
}

export const allFlag = (usage: string): Flag => ({ name: 'all', type: 'bool', default: 'false', usage })

export const validateFlag: Flag = {
  name: 'validate',
  type: 'string',
  default: 'strict',
  withoutValue: 'strict',
  usage: 'strict (or true): refuse unknown and double fields. warn: take them and warn. ignore (or false): take them silently.',
}

export const localFlag: Flag = {
  name: 'local',
  type: 'bool',
  default: 'false',
  usage: 'Work on the files alone, without the API server.',
}

export const waitFlags: readonly Flag[] = [
  {
    name: 'cascade',
    type: 'string',
    default: 'background',
    withoutValue: 'background',
    usage: 'Must be "background", "orphan", or "foreground": what becomes of the objects that this one owns.',
  },
  {
    name: 'force',
    type: 'bool',
    default: 'false',
    usage: 'Remove the objects from the API at once, without waiting for their graceful end.',
  },
  {
    name: 'grace-period',
    type: 'int',
    default: '-1',
    usage: 'Seconds given to end gracefully. Ignored if negative. 1 is at once; 0 only together with --force.',
  },
  {
    name: 'timeout',
    type: 'duration',
    default: '0s',
    usage: 'How long to wait before giving up on a delete; zero is as long as the objects need.',
  },
  { name: 'wait', type: 'bool', default: 'true', usage: 'Wait until the objects are gone, finalizers included.' },
]

export const podRunningTimeoutFlag: Flag = {
  name: 'pod-running-timeout',
  type: 'duration',
  default: '1m0s',
  usage: 'How long to wait until at least one pod is running: 5s, 2m, 3h.',
}
