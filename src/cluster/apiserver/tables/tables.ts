import { nameAndAge } from './default.ts'
import { podColumns } from './pods.ts'
import type { TableColumns } from './table.ts'

/** Columns by place of storage. */
export const tables: Readonly<Record<string, TableColumns>> = {
  pods: podColumns,
  serviceaccounts: nameAndAge,
}
