import { dump, load, YAMLException } from 'js-yaml'

export function parseYaml(text: string): unknown {
  return load(text)
}

export interface YamlDocument {
  readonly value: unknown
  readonly startLine: number
  readonly endLine: number
  readonly error?: string | undefined
  locate(field: string | undefined): { readonly line: number; readonly startColumn: number; readonly endColumn: number }
}

export function parseAllYaml(text: string): readonly YamlDocument[] {
  const lines = text.split('\n')
  const out: YamlDocument[] = []
  let start = 0
  for (let i = 0; i <= lines.length; i++) {
    if (i < lines.length && !/^---(\s|$)/.test(String(lines[i]))) continue
    const part = lines.slice(start, i)
    const startLine = start + 1
    const endLine = Math.max(startLine, i)
    start = i + 1
    const locate = () => ({ line: startLine, startColumn: 1, endColumn: 1 + String(lines[startLine - 1] ?? '').length })
    try {
      const value = load(part.join('\n'))
      if (value !== null && value !== undefined) out.push({ value, startLine, endLine, locate })
    } catch (error) {
      const message =
        error instanceof YAMLException ? `yaml: line ${(error.mark?.line ?? 0) + 1}: ${error.reason}` : 'yaml: unreadable'
      out.push({ value: undefined, startLine, endLine, error: message, locate })
    }
  }
  return out
}

export function printYaml(value: unknown): string {
  return dump(value, { sortKeys: true, seqNoIndent: true, lineWidth: -1, noRefs: true, quoteStyle: 'double' })
}
