import type { KubeObject } from '../../cluster/api/object.ts'
import { isObject } from '../json-value.ts'
import { eventLines, eventsOf } from './events.ts'
import { annotationLines, type DescribeContext, labelLines, Page } from './page.ts'

/** kubectl's description of kinds that it does not know: the fields as they are (genericDescriber). */
export function describeGeneric(object: KubeObject, context: DescribeContext): string {
  const page = new Page()
  const { metadata } = object
  page.line(0, `Name:\t${metadata.name}`)
  page.line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  labelLines(page, 0, 'Labels', metadata.labels)
  annotationLines(page, 'Annotations', metadata.annotations)
  fieldLines(
    page,
    0,
    object,
    ['metadata', 'name'],
    ['metadata', 'namespace'],
    ['metadata', 'labels'],
    ['metadata', 'annotations'],
    ['metadata', 'managedFields'],
  )
  eventLines(page, context, () => eventsOf(context, object))
  return page.toString()
}

function fieldLines(page: Page, level: number, value: unknown, ...skip: readonly (readonly string[])[]): void {
  if (!isObject(value)) return
  for (const key of Object.keys(value).sort()) {
    if (skip.some((path) => path.length === 1 && path[0] === key)) continue
    const inner = skip.filter((path) => path[0] === key).map((path) => path.slice(1))
    valueLines(page, level, titleOf(key), value[key], inner)
  }
}

function valueLines(page: Page, level: number, title: string, value: unknown, skip: readonly (readonly string[])[] = []): void {
  if (isObject(value)) {
    page.line(level, `${title}:`)
    fieldLines(page, level + 1, value, ...skip)
  } else if (Array.isArray(value)) {
    page.line(level, `${title}:`)
    for (const item of value) {
      if (isObject(item)) fieldLines(page, level + 1, item)
      else page.line(level + 1, goText(item))
    }
  } else page.line(level, `${title}:\t${goText(value)}`)
}

function goText(value: unknown): string {
  return value === null || value === undefined ? '<nil>' : String(value)
}

/** `creationTimestamp` → `Creation Timestamp` */
function titleOf(key: string): string {
  if (key === 'apiVersion') return 'API Version'
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
