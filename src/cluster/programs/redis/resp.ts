/** RESP2, the protocol of Redis. */
export type Reply = string | number | null | { readonly status: string } | { readonly error: string } | readonly Reply[]

export function formatReply(reply: Reply): string {
  if (reply === null) return '$-1\r\n'
  if (typeof reply === 'number') return `:${reply}\r\n`
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`
  if ('status' in reply) return `+${reply.status}\r\n`
  if ('error' in reply) return `-${reply.error}\r\n`
  return `*${reply.length}\r\n${reply.map(formatReply).join('')}`
}

export function formatCommand(words: readonly string[]): string {
  return formatReply(words)
}

/** The first value in what has come in; undefined if more is needed. */
export function parseReply(input: string, at = 0): { readonly value: Reply; readonly end: number } | undefined {
  const lineEnd = input.indexOf('\r\n', at)
  if (lineEnd < 0) return undefined
  const line = input.slice(at + 1, lineEnd)
  const next = lineEnd + 2
  switch (input[at]) {
    case '+':
      return { value: { status: line }, end: next }
    case '-':
      return { value: { error: line }, end: next }
    case ':':
      return { value: Number(line), end: next }
    case '$': {
      const length = Number(line)
      if (length < 0) return { value: null, end: next }
      return input.length < next + length + 2 ? undefined : { value: input.slice(next, next + length), end: next + length + 2 }
    }
    case '*': {
      const items: Reply[] = []
      let end = next
      for (let i = 0; i < Number(line); i++) {
        const item = parseReply(input, end)
        if (!item) return undefined
        items.push(item.value)
        end = item.end
      }
      return { value: items, end }
    }
    default: {
      // An inline command, as somebody with nc or telnet sends it.
      const newline = input.indexOf('\n', at)
      return { value: input.slice(at, newline).trim().split(/\s+/), end: newline + 1 }
    }
  }
}

/** As redis-cli shows a reply. */
export function showReply(reply: Reply, raw: boolean, indent = ''): string {
  if (reply === null) return raw ? '' : '(nil)'
  if (typeof reply === 'number') return raw ? String(reply) : `(integer) ${reply}`
  if (typeof reply === 'string') return raw ? reply : `"${reply.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`
  if ('status' in reply) return reply.status
  if ('error' in reply) return raw ? reply.error : `(error) ${reply.error}`
  if (reply.length === 0) return raw ? '' : '(empty array)'
  const width = String(reply.length).length
  return reply
    .map((item, i) =>
      raw
        ? showReply(item, raw)
        : `${i === 0 ? '' : indent}${String(i + 1).padStart(width)}) ${showReply(item, raw, `${indent}${' '.repeat(width + 2)}`)}`,
    )
    .join('\n')
}
