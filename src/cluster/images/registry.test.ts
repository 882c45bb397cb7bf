import { describe, expect, it } from 'vitest'
import { createRegistry } from './registry.ts'

function resolved(reference: string): string {
  const found = createRegistry().resolve(reference)
  if ('error' in found) return found.error
  const { repository, tag, env, standIn } = found.image
  return `${repository}:${tag}${standIn === undefined ? '' : ' stand-in'}${env.NGINX_VERSION === undefined ? '' : ` ${env.NGINX_VERSION}`}`
}

const notFound = (name: string) =>
  `rpc error: code = NotFound desc = failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${name}: not found`
const denied = (name: string) =>
  `rpc error: code = Unknown desc = failed to pull and unpack image "${name}": failed to resolve reference "${name}": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`

describe('references', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest 1.29.3'],
    ['docker.io/nginx:1.27', 'docker.io/library/nginx:1.27 1.27.5'],
    ['nginx:1.14.2', 'docker.io/library/nginx:1.14.2 1.14.2'],
    ['nginx:1.25-alpine', 'docker.io/library/nginx:1.25-alpine 1.25.5'],
    ['nginx:alpine', 'docker.io/library/nginx:alpine 1.29.3'],
    ['nginx:stable', 'docker.io/library/nginx:stable 1.28.0'],
    ['nginx:nope', notFound('docker.io/library/nginx:nope')],
    ['nginx:1.161', notFound('docker.io/library/nginx:1.161')],
    ['nginx:1.14.9', notFound('docker.io/library/nginx:1.14.9')],
    ['busybox:9.99', notFound('docker.io/library/busybox:9.99')],
    ['alpine:3.7', 'docker.io/library/alpine:3.7'],
    ['ngnix', denied('docker.io/library/ngnix:latest')],
    ['myorg/private-app/x', denied('docker.io/myorg/private-app/x:latest')],
    ['example/nosuchimage', denied('docker.io/example/nosuchimage:latest')],
    ['myapp:v1', 'docker.io/library/myapp:v1 stand-in'],
    ['ghcr.io/me/app:1', 'ghcr.io/me/app:1 stand-in'],
    ['google/cadvisor:0.19.3', 'docker.io/google/cadvisor:0.19.3'],
    ['google/cadvisor:v0.33.0', 'docker.io/google/cadvisor:v0.33.0'],
    ['traefik:3.0', 'docker.io/library/traefik:3.0'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['NGINX', 'couldn\'t parse image name "NGINX": invalid reference format: repository name (library/NGINX) must be lowercase'],
    [
      'Nginx:Latest!',
      'couldn\'t parse image name "Nginx:Latest!": invalid reference format: repository name (library/Nginx) must be lowercase',
    ],
    ['nginx:', 'couldn\'t parse image name "nginx:": invalid reference format'],
    ['', 'couldn\'t parse image name "": invalid reference format'],
  ])('%s', (reference, expected) => expect(resolved(reference)).toBe(expected))

  it('gives the same object for the same image, so that containers share its files', () => {
    const registry = createRegistry()
    const [a, b] = [registry.resolve('nginx:1.27'), registry.resolve('nginx:1.27')]
    expect('image' in a && 'image' in b && a.image === b.image).toBe(true)
  })

  it('tags of one version share a digest, and a digest may be asked for', () => {
    const registry = createRegistry()
    const digest = (reference: string) => {
      const found = registry.resolve(reference)
      return 'image' in found ? found.image.digest : found.error
    }
    expect(digest('nginx:1.29')).toBe(digest('nginx:latest'))
    expect(digest('nginx:1.28')).not.toBe(digest('nginx:latest'))
    expect(digest(`nginx@sha256:${'a'.repeat(64)}`)).toBe(`sha256:${'a'.repeat(64)}`)
  })
})

describe('changes', () => {
  it('a pushed tag is there, and can be removed', () => {
    const registry = createRegistry()
    registry.change({ kind: 'push', reference: 'shop/web:v2', like: 'nginx:1.27' })
    const found = registry.resolve('shop/web:v2')
    expect('image' in found && [found.image.repository, found.image.tag, found.image.standIn]).toEqual([
      'docker.io/shop/web',
      'v2',
      undefined,
    ])
    expect(registry.tags('shop/web')).toEqual(['v2'])
    registry.change({ kind: 'remove', reference: 'shop/web:v2' })
    expect(registry.resolve('shop/web:v2')).toEqual({ error: notFound('docker.io/shop/web:v2') })
    expect(registry.changes).toHaveLength(2)
  })

  it('breaks, slows, refuses and mends', () => {
    const registry = createRegistry()
    registry.change({ kind: 'break', reference: 'nginx:1.27' })
    expect(registry.resolve('nginx:1.27')).toMatchObject({ error: expect.stringContaining('500 Internal Server Error') })
    expect('image' in registry.resolve('nginx:1.28')).toBe(true)
    registry.change({ kind: 'slow', reference: '*', factor: 10 })
    const slow = registry.resolve('redis')
    expect('image' in slow && slow.image.trouble).toEqual({ slow: 10 })
    registry.change({ kind: 'refuse', reference: 'docker.io/*' })
    expect(registry.resolve('redis')).toMatchObject({ error: expect.stringContaining('connection refused') })
    expect('image' in registry.resolve('registry.k8s.io/pause:3.10')).toBe(true)
    registry.change({ kind: 'mend', reference: '*' })
    expect('image' in registry.resolve('nginx:1.27')).toBe(true)
  })

  it('the same changes make the same registry', () => {
    const first = createRegistry()
    first.change({ kind: 'push', reference: 'a/b:1', like: 'busybox' })
    first.change({ kind: 'break', reference: 'nginx', error: 'no' })
    const second = createRegistry()
    for (const change of first.changes) second.change(change)
    for (const reference of ['a/b:1', 'nginx', 'nginx:1.27']) expect(second.resolve(reference)).toEqual(first.resolve(reference))
  })

  it('with credentials a private repository opens', () => {
    const registry = createRegistry()
    expect('error' in registry.resolve('acme/private/app')).toBe(true)
    expect('image' in registry.resolve('acme/private/app', true)).toBe(true)
  })
})
