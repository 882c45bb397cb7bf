import type { Command } from '../../command.ts'
import { printFlags } from '../../flag-sets.ts'
import { listAt, objectAt, textAt } from '../../json-value.ts'
import { printerFor } from '../../printers/printer.ts'
import { alignRows } from '../../printers/table.ts'

export const whoami: Command = {
  name: 'whoami',
  use: 'whoami [options]',
  short: 'Experimental: Check self subject attributes',
  long: 'Ask the server who you are to it.',
  examples: '# Who am I?\nkubectl auth whoami',
  flags: printFlags,
  *run(k) {
    const { body } = k.connection.request({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {}, status: { userInfo: {} } },
    })
    const printer = printerFor(k)
    if (printer) {
      yield* k.out(printer.print(body))
      return 0
    }
    const user = objectAt(body, 'status', 'userInfo')
    const rows = [
      ['ATTRIBUTE', 'VALUE'],
      ['Username', textAt(user, 'username')],
    ]
    if (textAt(user, 'uid') !== '') rows.push(['UID', textAt(user, 'uid')])
    rows.push(['Groups', `[${listAt(user, 'groups').join(' ')}]`])
    for (const [key, values] of Object.entries(objectAt(user, 'extra')))
      rows.push([`Extra: ${key}`, `[${Array.isArray(values) ? values.join(' ') : ''}]`])
    yield* k.out(alignRows(rows))
    return 0
  },
}
