import type { KubeObject } from '../../cluster/api/object.ts'
import { printYaml } from '../../cluster/api/yaml.ts'
import type { ResourceType } from '../discovery.ts'
import { kindName } from '../discovery.ts'
import { KubectlError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { isObject, listAt, textAt } from '../json-value.ts'
import { type CustomColumns, customColumns, customColumnsFromFile } from './custom-columns.ts'
import { GoTemplate } from './go-template.ts'
import { printJson } from './json.ts'
import { JsonPath } from './jsonpath.ts'
import { printKyaml } from './kyaml.ts'

/** Prints whole objects, one after the other. */
export interface ObjectPrinter {
  print(object: unknown): string
}

const templateFormats = [
  'go-template',
  'go-template-file',
  'template',
  'templatefile',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
]
const commonFormats = [...templateFormats, 'json', 'kyaml', 'name', 'yaml']
/** What `get` knows besides. */
export const getFormats = [...commonFormats, 'custom-columns', 'custom-columns-file', 'wide']

/** The printer for `-o`; undefined where nothing was asked for (or `wide`, which only tables know). */
export function printerFor(k: Invocation, formats: readonly string[] = commonFormats): ObjectPrinter | undefined {
  const output = k.flags.string('output') || (k.flags.string('template') === '' ? '' : 'go-template')
  if (output === '' || (output === 'wide' && formats.includes('wide'))) return undefined
  const equals = output.indexOf('=')
  const format = equals < 0 ? output : output.slice(0, equals)
  const given = equals < 0 ? k.flags.string('template') : output.slice(equals + 1)
  if (!formats.includes(format)) {
    const allowed = [...formats].sort().join(',')
    throw new KubectlError(
      `unable to match a printer suitable for the output format "${output}", allowed formats are: ${allowed}`,
    )
  }
  const showManaged = k.flags.bool('show-managed-fields')
  switch (format) {
    case 'json':
      return { print: (object) => printJson(showManaged ? object : withoutManagedFields(object)) }
    case 'kyaml':
      return { print: (object) => printKyaml(showManaged ? object : withoutManagedFields(object)) }
    case 'yaml':
      return yamlPrinter(showManaged)
    case 'name':
      return {
        print: (object) =>
          itemsOf(object)
            .map((item) => `${nameOf(k, item)}\n`)
            .join(''),
      }
    case 'custom-columns':
      return columnsPrinter(customColumns(given, k.flags.bool('no-headers')))
    case 'custom-columns-file':
      if (given === '') throw new KubectlError('custom-columns format specified but no custom columns given')
      return columnsPrinter(customColumnsFromFile(k.readFile(given), k.flags.bool('no-headers')))
    default:
      return templatePrinter(k, format, given)
  }
}

function templatePrinter(k: Invocation, format: string, given: string): ObjectPrinter {
  if (given === '') throw new KubectlError('template format specified but no template given')
  const source = format.endsWith('file') ? k.readFile(given) : given
  const allowMissing = k.flags.bool('allow-missing-template-keys')
  if (format === 'jsonpath-as-json') {
    const path = new JsonPath(source, allowMissing)
    return { print: (object) => printJson(path.find(object).flat()) }
  }
  if (format.startsWith('jsonpath')) {
    const path = new JsonPath(source, allowMissing)
    return { print: (object) => path.print(object) }
  }
  const template = new GoTemplate(source)
  return { print: (object) => template.print(object) }
}

function yamlPrinter(showManaged: boolean): ObjectPrinter {
  let printed = 0
  return {
    print(object) {
      const text = printYaml(showManaged ? object : withoutManagedFields(object))
      return printed++ === 0 ? text : `---\n${text}`
    },
  }
}

function columnsPrinter(columns: CustomColumns): ObjectPrinter {
  return { print: (object) => columns.print(itemsOf(object)) }
}

function itemsOf(object: unknown): readonly unknown[] {
  return isObject(object) && Array.isArray(object.items) ? listAt(object, 'items') : [object]
}

/** `pod/web`, `deployment.apps/front` */
export function nameOf(k: Invocation, object: unknown): string {
  const apiVersion = textAt(object, 'apiVersion')
  const kind = textAt(object, 'kind')
  const type = k.discovery.forKind(apiVersion, kind)
  const group = apiVersion.includes('/') ? String(apiVersion.split('/')[0]) : ''
  return `${kindName(type ?? { group, kind })}/${textAt(object, 'metadata', 'name')}`
}

/** The object, or the list with its items, without `metadata.managedFields`. */
export function withoutManagedFields(value: unknown): unknown {
  if (!isObject(value)) return value
  if (Array.isArray(value.items)) return { ...value, items: value.items.map(withoutManagedFields) }
  if (!isObject(value.metadata) || value.metadata.managedFields === undefined) return value
  const { managedFields: _, ...metadata } = value.metadata
  return { ...value, metadata }
}

/** Several objects as one, as `get -o json` shows them. */
export function listOf(items: readonly unknown[]): unknown {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }
}

/** How `--dry-run` was meant; the bare flag and old truth values get their own words. */
export type DryRun = 'none' | 'client' | 'server'

export function dryRunOf(k: Invocation): DryRun {
  const value = k.flags.string('dry-run')
  if (value === 'none' || value === 'client' || value === 'server') return value
  if (value === 'unchanged') {
    throw new KubectlError('--dry-run flag without a value was specified. A value must be set: "none", "server", or "client".')
  }
  if (value === 'true' || value === 'false') {
    throw new KubectlError('--dry-run value must be "none", "server", or "client"')
  }
  throw new KubectlError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`)
}

/**
 * What a command says about an object it has changed: the object in the asked format, or `pod/web created`, with
 * what kind of dry run it was.
 */
export class ResultPrinter {
  private readonly printer: ObjectPrinter | undefined

  constructor(
    private readonly k: Invocation,
    private readonly dryRun: DryRun = 'none',
  ) {
    this.printer = printerFor(k)
  }

  /** True if the object itself is to be printed rather than a line about it. */
  get wantsObject(): boolean {
    return this.printer !== undefined
  }

  print(object: KubeObject, operation: string, type?: ResourceType): string {
    if (this.printer) return this.printer.print(object)
    const suffix = this.dryRun === 'client' ? ' (dry run)' : this.dryRun === 'server' ? ' (server dry run)' : ''
    const name = type ? `${kindName(type)}/${object.metadata.name ?? ''}` : nameOf(this.k, object)
    return `${name} ${operation}${suffix}\n`
  }
}
