import { describe, expect, it } from 'vitest'
import { goDuration, humanDuration } from './human-duration.ts'
import { kindByWord, kindInfo, kinds, unservedKind } from './kinds.ts'
import {
  cidrBlock,
  configMapKey,
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  envVarName,
  httpHeaderName,
  ipAddress,
  labelValueFormat,
  percentFormat,
  portName,
  qualifiedName,
} from './names.ts'

describe('formats', () => {
  it.each([
    [dns1123Label, 'my-name', undefined],
    [dns1123Label, 'a.b', 'must not contain dots'],
    [
      dns1123Label,
      'A',
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ],
    [dns1123Label, 'x'.repeat(64), 'must be no more than 63 characters'],
    [dns1123Subdomain, 'a.b-c', undefined],
    [
      dns1123Subdomain,
      'a_b',
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
    [
      dns1035Label,
      '1a',
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
    [qualifiedName, 'example.com/MyName', undefined],
    [qualifiedName, '/x', 'prefix part must be non-empty'],
    [qualifiedName, 'a/', 'name part must be non-empty'],
    [qualifiedName, 'x'.repeat(64), 'name part must be no more than 63 bytes'],
    [
      qualifiedName,
      '__proto__',
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
    [labelValueFormat, '', undefined],
    [labelValueFormat, 'x'.repeat(64), 'must be no more than 63 bytes'],
    [envVarName, 'a b-1.2', undefined],
    [envVarName, 'a=b', "a valid environment variable name must consist only of printable ASCII characters other than '='"],
    [configMapKey, 'a.b_c-D', undefined],
    [configMapKey, '..', "must not be '..'"],
    [configMapKey, '..x', "must not start with '..'"],
    [portName, 'http-2', undefined],
    [portName, '80', 'must contain at least one letter (a-z)'],
    [portName, 'a--b', 'must not contain consecutive hyphens'],
    [portName, 'a-very-long-port-name', 'must be no more than 15 characters'],
    [percentFormat, '25%', undefined],
    [
      percentFormat,
      '25',
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ],
    [httpHeaderName, 'X-A', undefined],
    [ipAddress, '10.0.0.1', undefined],
    [ipAddress, '2001:db8::1', undefined],
    [ipAddress, '10.0.0.256', 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    [ipAddress, '10.0.0.01', 'must not have leading 0s'],
    [cidrBlock, '10.0.0.0/8', undefined],
    [cidrBlock, '10.0.0.0/33', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
  ])('%o %j', (check, value, message) => expect(check(value)[0]).toBe(message))
})

describe('durations', () => {
  it.each([
    [0, '0s'],
    [119_000, '119s'],
    [120_000, '2m'],
    [125_000, '2m5s'],
    [600_000, '10m'],
    [10_800_000, '3h'],
    [11_100_000, '3h5m'],
    [172_800_000, '2d'],
    [180_000_000, '2d2h'],
    [800_000_000, '9d'],
    [70_000_000_000, '2y80d'],
  ])('%i ms is %s', (ms, text) => expect(humanDuration(ms)).toBe(text))

  it.each([
    [0, '0s'],
    [13, '13ms'],
    [1500, '1.5s'],
    [90_000, '1m30s'],
    [300_000, '5m0s'],
    [3_600_000, '1h0m0s'],
    [0.25, '250µs'],
  ])('%d ms in Go is %s', (ms, text) => expect(goDuration(ms)).toBe(text))
})

describe('kinds', () => {
  it('all have a definition', () => expect(kinds.filter((info) => !info.definition)).toEqual([]))
  it.each([
    ['po', 'Pod'],
    ['Pods', 'Pod'],
    ['deploy', 'Deployment'],
    ['deployments.apps', 'Deployment'],
    ['deployments.v1.apps', 'Deployment'],
    ['svc', 'Service'],
    ['hpa', 'HorizontalPodAutoscaler'],
    ['nope', undefined],
    ['deployments.batch', undefined],
  ])('%s is %s', (word, kind) => expect(kindByWord(word)?.kind).toBe(kind))
  it('know their paths and scopes', () => {
    expect(kindInfo('v1', 'Node')).toMatchObject({ namespaced: false, resource: 'nodes', group: '' })
    expect(kindInfo('apps/v1', 'Deployment')?.subresources.map(({ name }) => name)).toEqual(['scale', 'status'])
    expect(kindInfo('v1', 'Pod')?.categories).toEqual(['all'])
    expect(unservedKind('resource.k8s.io/v1', 'DeviceClass')?.resource).toBe('deviceclasses')
  })
})
