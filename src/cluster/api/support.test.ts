import { expect, it } from 'vitest'
import { acceptedFields } from './accepted-only.ts'
import { simulatorNote } from './explain-field.ts'
import { kindSupport, kindSupports } from './kind-support.ts'
import { kinds, unservedKind } from './kinds.ts'
import { definitionOf } from './schema.ts'

it('knows of every served kind what comes of it', () => {
  const missing = kinds.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`).filter((name) => !kindSupports[name])
  expect(missing).toEqual([])
})

it('names no kind that does not exist', () => {
  const served = new Set(kinds.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`))
  const strange = Object.keys(kindSupports).filter((name) => {
    const slash = name.lastIndexOf('/')
    // the second version of a kind that is stored as autoscaling/v2
    if (name === 'autoscaling/v1/HorizontalPodAutoscaler') return false
    return !served.has(name) && !unservedKind(name.slice(0, slash), name.slice(slash + 1))
  })
  expect(strange).toEqual([])
})

it('names fields that exist', () => {
  const strange = Object.keys(acceptedFields).filter((name) => {
    const [definition = '', field = ''] = name.split('.')
    return definitionOf(definition)?.properties?.[field] === undefined
  })
  expect(strange).toEqual([])
})

it('says so of kinds, and of fields within them', () => {
  expect(kindSupport('networking.k8s.io/v1', 'Ingress')).toMatchObject({ actedUpon: false })
  expect(kindSupport('example.com/v1', 'Widget').sentence).toMatch(/^It is kept and served/)
  expect(simulatorNote('NetworkingV1Ingress', 'spec.rules')).toMatch(/No ingress controller/)
  expect(simulatorNote('CoreV1Pod', 'spec.hostUsers')).toBe('User namespaces are not simulated.')
  expect(simulatorNote('CoreV1Pod', 'spec.nodeName')).toBeUndefined()
})
