import type { KubeObject } from '../../bridge/protocol.ts'
import { printYaml } from '../../cluster/api/yaml/print.ts'

/** YAML as kubectl prints objects: keys sorted, lists not indented, no managed fields. */
export function objectYaml(object: KubeObject, withStatus: boolean): string {
  const { managedFields: _, ...metadata } = object.metadata
  const shown: Record<string, unknown> = { ...object, metadata }
  if (!withStatus) delete shown.status
  return printYaml(shown).trimEnd()
}

export interface Token {
  readonly type: 'key' | 'value' | 'number' | 'mark' | undefined
  readonly text: string
}

/** Colours for one line of such YAML; enough for what {@link objectYaml} prints. Pure. */
export function yamlTokens(line: string): readonly Token[] {
  const match = /^(\s*(?:- )*)(?:([^\s:#"'][^:]*|"[^"]*"|'[^']*')(:)(?=\s|$))?(\s*)(.*)$/.exec(line)
  if (!match) return [{ type: undefined, text: line }]
  const [, lead = '', key, colon, space = '', value = ''] = match
  const tokens: Token[] = []
  if (lead) tokens.push({ type: 'mark', text: lead })
  if (key !== undefined) tokens.push({ type: 'key', text: key }, { type: 'mark', text: colon ?? '' })
  if (space) tokens.push({ type: undefined, text: space })
  if (value) {
    const plain = /^(-?\d[\d.]*|true|false|null)$/.test(value)
    tokens.push({ type: plain ? 'number' : /^[|>{}[\]]/.test(value) ? 'mark' : 'value', text: value })
  }
  return tokens
}
