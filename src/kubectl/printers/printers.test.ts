import { describe, expect, it } from 'vitest'
import { GoTemplate } from './go-template.ts'
import { printJson } from './json.ts'
import { JsonPath } from './jsonpath.ts'
import { TableWriter } from './table.ts'
import { alignTabs, describeTabs } from './tabwriter.ts'

const pods = {
  kind: 'List',
  items: [
    {
      metadata: { name: 'boat', labels: { 'app.kubernetes.io/name': 'b' } },
      spec: { containers: [{ name: 'x', image: 'nginx' }] },
      status: { phase: 'Running', n: 2 },
    },
    {
      metadata: { name: 'raft' },
      spec: {
        containers: [
          { name: 'y', image: 'busybox' },
          { name: 'z', image: 'alpine' },
        ],
      },
      status: { phase: 'Failed', n: 10 },
    },
  ],
}

describe('JSONPath', () => {
  it.each([
    ['{.items[*].metadata.name}', 'boat raft'],
    ['{.items[0].metadata.name}', 'boat'],
    ['{.items[-1].metadata.name}', 'raft'],
    ['{.items[0:1].metadata.name}', 'boat'],
    ['{.items[0,1].metadata.name}', 'boat raft'],
    ["{.items[*]['metadata.name','status.phase']}", 'boat raft Running Failed'],
    ['{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}', 'boat\tRunning\nraft\tFailed\n'],
    ['{.items[?(@.metadata.name=="boat")].status.phase}', 'Running'],
    ['{.items[?(@.status.n>2)].metadata.name}', 'raft'],
    ['{.items[?(@.metadata.labels)].metadata.name}', 'boat'],
    ['{.items[0].metadata.labels.app\\.kubernetes\\.io/name}', 'b'],
    ["{.items[0].metadata.labels['app\\.kubernetes\\.io/name']}", 'b'],
    ['{..image}', 'nginx busybox alpine'],
    ['{.nosuch.field}', ''],
    ['{.items[0].spec.containers}', '[{"image":"nginx","name":"x"}]'],
    ['{$.kind} of {.items[*].status.n}', 'List of 2 10'],
    ['text only', 'text only'],
  ])('%s', (template, expected) => expect(new JsonPath(template).print(pods)).toBe(expected))

  it.each([
    ['{', 'error parsing jsonpath {, unclosed action'],
    ['{.x', 'error parsing jsonpath {.x, unclosed action'],
    ['{.items[}', 'error parsing jsonpath {.items[}, unterminated array'],
    ['{.a["b}', 'error parsing jsonpath {.a["b}, unterminated array'],
  ])('refuses %s', (template, message) => expect(() => new JsonPath(template)).toThrow(message))

  it('tells an index that is too large', () => {
    expect(() => new JsonPath('{.items[5].metadata.name}').print(pods)).toThrow('array index out of bounds: index 5, length 2')
  })
})

describe('Go templates', () => {
  it.each([
    ['{{range .items}}{{.metadata.name}} {{end}}', 'boat raft '],
    ['{{range $i, $pod := .items}}{{$i}}={{$pod.status.phase}};{{end}}', '0=Running;1=Failed;'],
    ['{{range .items}}{{if eq .status.phase "Running"}}{{.metadata.name}}{{else}}-{{end}}{{end}}', 'boat-'],
    ['{{(index .items 1).metadata.name}}', 'raft'],
    ['{{len .items}} {{.nosuch}} {{.nosuch.deeper}}', '2 <no value> <no value>'],
    ['{{with .kind}}{{.}}{{end}}{{- /* gone */ -}}  !', 'List!'],
    ['{{printf "%s has %d" .kind (len .items)}}', 'List has 2'],
    ['{{"aGk=" | base64decode}}', 'hi'],
    ['{{if and (gt (len .items) 1) (not .nosuch)}}yes{{end}}', 'yes'],
    ['{{range .none}}x{{else}}none{{end}}', 'none'],
    ['{{(index .items 0).metadata.labels}}', 'map[app.kubernetes.io/name:b]'],
  ])('%s', (template, expected) => expect(new GoTemplate(template).print(pods)).toBe(expected))

  it.each([['{{.a'], ['{{if .a}}'], ['{{nosuch .a}}']])('refuses %s', (template) => {
    expect(() => new GoTemplate(template).print(pods)).toThrow(/error parsing template/)
  })
})

describe('columns', () => {
  it('aligns neighbouring lines alone, as text/tabwriter does', () => {
    const text = 'Name:\tweb\nIPs:\n  IP:\t10.0.0.1\nControlled By:\tReplicaSet/x\nEvents:\t<none>\n'
    expect(alignTabs(text, describeTabs)).toBe(
      'Name:  web\nIPs:\n  IP:           10.0.0.1\nControlled By:  ReplicaSet/x\nEvents:         <none>\n',
    )
  })

  it('keeps its widths from one write to the next, and grows', () => {
    const writer = new TableWriter()
    const columnDefinitions = [
      { name: 'Name', type: 'string' },
      { name: 'Age', type: 'string' },
    ]
    const rows = (...names: string[]) => names.map((name) => ({ cells: [name, '1s'] }))
    expect(writer.write({ kind: 'Table', columnDefinitions, rows: rows('web-1') })).toBe('NAME    AGE\nweb-1   1s\n')
    expect(writer.write({ kind: 'Table', columnDefinitions: [], rows: rows('a') })).toBe('a       1s\n')
    expect(writer.write({ kind: 'Table', columnDefinitions: [], rows: rows('longer-name') })).toBe('longer-name   1s\n')
  })

  it('prints JSON as Go does', () => {
    expect(printJson({ b: '<&>', a: [] })).toBe('{\n    "a": [],\n    "b": "\\u003c\\u0026\\u003e"\n}\n')
  })
})
