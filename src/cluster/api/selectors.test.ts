import { describe, expect, it } from 'vitest'
import { matchesFieldSelector, parseFieldSelector } from './field-selector.ts'
import {
  formatLabelSelector,
  formatSelector,
  labelSelectorMatches,
  matchesSelector,
  parseLabelSelector,
} from './label-selector.ts'
import type { KubeObject } from './object.ts'

describe('label selectors', () => {
  const labels = { app: 'web', tier: 'front', n: '5' }
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app=db', false],
    ['app!=db', true],
    ['nope!=x', true],
    ['app in (web, db)', true],
    ['app in (db)', false],
    ['app notin (db)', true],
    ['nope notin (x)', true],
    ['app', true],
    ['!app', false],
    ['!nope', true],
    ['n>4', true],
    ['n<5', false],
    ['app=web,tier=front', true],
    ['app=web,tier=back', false],
    ['app=', false],
    ['app in (web,)', true],
    ['in in (in)', false],
  ])('%j: %s', (text, matches) => expect(matchesSelector(parseLabelSelector(text), labels)).toBe(matches))

  it.each([
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a=b,', "found '', expected: identifier after ','"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    [
      'a>x',
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    ['-a=b', 'unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of'],
  ])('%j is refused', (text, message) => expect(() => parseLabelSelector(text)).toThrow(message))

  it.each([
    ['b=1,a=2', 'a=2,b=1'],
    ['x in (b,a)', 'x in (a,b)'],
    ['!x,y', '!x,y'],
  ])('%j prints as %j', (text, printed) => expect(formatSelector(parseLabelSelector(text))).toBe(printed))

  it.each([
    [undefined, false, '<none>'],
    [{}, true, '<none>'],
    [{ matchLabels: { app: 'web' } }, true, 'app=web'],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'db'] }] }, true, 'app in (db,web)'],
    [{ matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, false, '!app'],
    [{ matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] }, true, 'zone notin (a)'],
  ])('the object %j: %s, %s', (selector, matches, text) => {
    expect(labelSelectorMatches(selector, labels)).toBe(matches)
    expect(formatLabelSelector(selector)).toBe(text)
  })
})

describe('field selectors', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'x' },
    spec: { nodeName: 'n1', restartPolicy: 'Always' },
    status: { phase: 'Running' },
  } as unknown as KubeObject
  it.each([
    ['metadata.name=p', true],
    ['metadata.name!=p', false],
    ['status.phase=Running,spec.nodeName=n1', true],
    ['status.phase==Pending', false],
    ['spec.host=n1', true],
    ['spec.hostNetwork=false', true],
    ['status.nominatedNodeName=', true],
    ['', true],
  ])('%j: %s', (text, matches) => expect(matchesFieldSelector('Pod', parseFieldSelector(text), pod)).toBe(matches))

  it.each([
    ['Pod', 'foo=bar', 'field label not supported: foo'],
    [
      'Deployment',
      'spec.replicas=1',
      '"spec.replicas" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    ['Pod', 'abc', "invalid selector: 'abc'; can't understand 'abc'"],
  ])('%s %j is refused', (kind, text, message) => {
    expect(() => matchesFieldSelector(kind, parseFieldSelector(text), pod)).toThrow(message)
  })
})
