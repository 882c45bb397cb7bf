import { describe, expect, it } from 'vitest'
import {
  formatRequest,
  formatResponse,
  HttpSyntaxError,
  header,
  keepsAlive,
  parseQuery,
  parseRequest,
  parseResponse,
  parseUrl,
} from './http.ts'

describe('requests', () => {
  it('come back as they were sent, and leave the rest', () => {
    const wire = formatRequest({
      method: 'POST',
      target: '/x?y=1',
      headers: [
        ['Host', 'a'],
        ['Content-Length', '3'],
      ],
      body: 'abc',
    })
    expect(wire).toBe('POST /x?y=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc')
    expect(parseRequest(`${wire}GET`)).toEqual({
      request: {
        method: 'POST',
        target: '/x?y=1',
        version: 'HTTP/1.1',
        headers: [
          ['Host', 'a'],
          ['Content-Length', '3'],
        ],
        body: 'abc',
      },
      rest: 'GET',
    })
  })

  it.each(['GET / HT', 'GET / HTTP/1.1\r\nHost: a\r\n', 'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc'])(
    'wait for more: %j',
    (part) => expect(parseRequest(part)).toBeUndefined(),
  )

  it.each([
    'nonsense\r\n\r\n',
    'GET / HTTP/3\r\n\r\n',
    'GET / HTTP/1.1\r\nno colon\r\n\r\n',
    'GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n',
  ])('refuse %j', (text) => expect(() => parseRequest(text)).toThrow(HttpSyntaxError))
})

describe('responses', () => {
  it.each([
    ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi', {}, 'hi'],
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n', {}, 'abcde'],
    ['up to the end', 'HTTP/1.0 200 OK\r\n\r\nall of it', { ended: true }, 'all of it'],
    ['to HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n', { toHead: true }, ''],
    ['without content', 'HTTP/1.1 204 No Content\r\n\r\n', {}, ''],
    ['without a reason', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', {}, ''],
  ])('%s', (_, wire, how, body) => expect(parseResponse(wire, how)?.response.body).toBe(body))

  it.each([
    ['HTTP/1.1 200 OK\r\n\r\nmore', {}],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab', {}],
  ])('wait for more: %j', (wire, how) => expect(parseResponse(wire, how)).toBeUndefined())

  it('know their reasons', () =>
    expect(formatResponse({ status: 404, headers: [], body: '' })).toBe('HTTP/1.1 404 Not Found\r\n\r\n'))
})

it('finds headers whatever their spelling, and whether the connection stays', () => {
  expect(header([['Content-TYPE', 'a']], 'content-type')).toBe('a')
  expect(keepsAlive({ version: 'HTTP/1.1', headers: [] })).toBe(true)
  expect(keepsAlive({ version: 'HTTP/1.1', headers: [['Connection', 'Close']] })).toBe(false)
  expect(keepsAlive({ version: 'HTTP/1.0', headers: [] })).toBe(false)
})

it.each([
  ['localhost', { scheme: 'http', host: 'localhost', port: 80, target: '/' }],
  ['http://a:8080/b?c=d#e', { scheme: 'http', host: 'a', port: 8080, target: '/b?c=d' }],
  ['https://u:p@a', { scheme: 'https', user: 'u:p', host: 'a', port: 443, target: '/' }],
  ['http://[::1]:81/', { scheme: 'http', host: '::1', port: 81, target: '/' }],
  ['http://a?x', { scheme: 'http', host: 'a', port: 80, target: '/?x' }],
])('url %s', (text, url) => expect(parseUrl(text)).toEqual(url))

it.each(['', 'http://', 'http://a:99999/'])('no url: %j', (text) => expect(parseUrl(text)).toBeUndefined())

it('reads queries', () =>
  expect([...parseQuery('a=1&b=x%20y+z&c')]).toEqual([
    ['a', '1'],
    ['b', 'x y z'],
    ['c', ''],
  ]))
