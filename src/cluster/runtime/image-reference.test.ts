import { expect, it } from 'vitest'
import { canonicalName, parseImageReference } from './image-reference.ts'

it.each([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:1.27', 'docker.io/library/nginx:1.27'],
  ['polinux/stress', 'docker.io/polinux/stress:latest'],
  ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
  ['localhost:5000/app', 'localhost:5000/app:latest'],
  [`nginx@sha256:${'a'.repeat(64)}`, `docker.io/library/nginx@sha256:${'a'.repeat(64)}`],
])('%s is %s', (text, name) => {
  const parsed = parseImageReference(text)
  expect('error' in parsed ? parsed.error : canonicalName(parsed)).toBe(name)
})

it.each([
  ['NGINX', 'invalid reference format: repository name (library/NGINX) must be lowercase'],
  ['Nginx:Latest!', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
  ['nginx:', 'invalid reference format'],
  ['nginx:a b', 'invalid reference format'],
  ['', 'invalid reference format'],
])('%s is refused: %s', (text, error) => {
  expect(parseImageReference(text)).toEqual({ error })
})
