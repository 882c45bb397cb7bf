import { describe, expect, it } from 'vitest'
import { manifestPlaces, placeOf, thingAt } from './manifest-places.ts'

const text = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: nginx
    image: nginx
  - name: writer
    image: busybox
  volumes:
  - name: html
    emptyDir: {}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  template:
    spec:
      containers:
      - name: main
        image: api
`
const places = manifestPlaces(text)
const web = { kind: 'Pod', namespace: 'default', name: 'web' }
const api = { kind: 'Deployment', namespace: 'shop', name: 'api' }

describe('thingAt', () => {
  it.each([
    [2, web],
    [8, { ...web, part: { type: 'container', name: 'nginx' } }],
    [9, { ...web, part: { type: 'container', name: 'writer' } }],
    [12, { ...web, part: { type: 'volume', name: 'html' } }],
    [17, api],
    [23, { ...api, part: { type: 'container', name: 'main' } }],
  ])('line %i', (line, thing) => {
    expect(thingAt(places, line)).toEqual(thing)
  })

  it('knows nothing of broken YAML, nor of what has no name', () => {
    expect(manifestPlaces('a: [')).toEqual([])
    expect(manifestPlaces('kind: Pod\nmetadata:\n  generateName: x-\n')).toEqual([])
  })
})

describe('placeOf', () => {
  it('finds a Pod by the owner that was written', () => {
    const pod = { kind: 'Pod', namespace: 'shop', name: 'api-7c9-x1', part: { type: 'container', name: 'main' } } as const
    const owners = [
      { kind: 'ReplicaSet', name: 'api-7c9' },
      { kind: 'Deployment', name: 'api' },
    ]
    expect(placeOf(places, pod, owners)).toMatchObject({ fromLine: 22, toLine: 23 })
    expect(placeOf(places, { ...pod, namespace: 'default' }, owners)).toBeUndefined()
  })

  it('falls back to the whole object for a part that is not written', () => {
    expect(placeOf(places, { ...web, part: { type: 'volume', name: 'added' } }, [])?.fromLine).toBe(1)
  })
})
