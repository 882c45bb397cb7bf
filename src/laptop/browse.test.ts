import { expect, it } from 'vitest'
import { readAnswer } from './browse.ts'

it('takes an answer apart', () => {
  const output = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-A: b: c\r\n\r\n<p>gr\xc3\xbc\xc3\x9fe</p>\r\n\r\n'
  expect(readAnswer('http://localhost:8080/', output)).toEqual({
    url: 'http://localhost:8080/',
    statusLine: 'HTTP/1.1 200 OK',
    headers: [
      ['Content-Type', 'text/html'],
      ['X-A', 'b: c'],
    ],
    body: '<p>grüße</p>\r\n\r\n',
    bytes: 18,
  })
})
