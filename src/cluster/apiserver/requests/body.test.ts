import { expect, it } from 'vitest'
import type { Status } from '../interface.ts'
import { configMaps, startServer } from '../testing/server.ts'

const text = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","name":"d"},"data":{"a":"1"},"dat":{}}'
const found = 'duplicate field "metadata.name", unknown field "dat"'

it.each([
  { fieldValidation: 'Strict', status: 400, said: `strict decoding error: ${found}` },
  { fieldValidation: 'Warn', status: 201, said: found },
  { fieldValidation: 'Ignore', status: 201, said: '' },
])('a field that stands twice in a text is a problem like an unknown one: $fieldValidation', (row) => {
  const { ask } = startServer()
  const { status, body, warnings } = ask('POST', configMaps, text, { query: { fieldValidation: row.fieldValidation } })
  const said = status < 400 ? warnings.join(', ') : String((body as Status).message).replace(/^.* as a ConfigMap: /, '')
  expect({ status, said }).toEqual({ status: row.status, said: row.said })
})
