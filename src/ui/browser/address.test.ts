import { expect, it } from 'vitest'
import { isHtml, linkedAddress, typedAddress } from './address.ts'

it.each([
  ['localhost:8080', 'http://localhost:8080/'],
  [':3000/a?b', 'http://localhost:3000/a?b'],
  ['http://10.0.0.1/x', 'http://10.0.0.1/x'],
  [' web.default ', 'http://web.default/'],
  ['', undefined],
  ['javascript:alert(1)', undefined],
  ['file:///etc/passwd', undefined],
])('what is typed: %j is %j', (typed, address) => expect(typedAddress(typed)).toBe(address))

it.each([
  ['/next', 'http://localhost:8080/next'],
  ['b.html', 'http://localhost:8080/a/b.html'],
  ['https://nginx.org/', 'https://nginx.org/'],
  ['javascript:alert(1)', undefined],
  ['mailto:a@b', undefined],
])('a link: %j leads to %j', (link, address) => expect(linkedAddress('http://localhost:8080/a/', link)).toBe(address))

it('tells pages from other answers', () => {
  expect(isHtml([['Content-Type', 'text/html; charset=utf-8']])).toBe(true)
  expect(isHtml([['content-type', 'application/json']])).toBe(false)
  expect(isHtml([])).toBe(false)
})
