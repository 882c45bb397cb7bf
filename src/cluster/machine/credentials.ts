/** Who a process acts for. Shared by all processes that have the same. */
export interface Credentials {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  readonly capabilities: ReadonlySet<string>
  /** Effective capabilities: root's only. */
  readonly effective: ReadonlySet<string>
  /** DAC_OVERRIDE is effective: permission bits do not stop it. */
  readonly overrides: boolean
}

const none: ReadonlySet<string> = new Set()

export function credentials(uid: number, gid: number, groups: readonly number[], capabilities: ReadonlySet<string>): Credentials {
  const effective = uid === 0 ? capabilities : none
  return { uid, gid, groups, capabilities, effective, overrides: effective.has('DAC_OVERRIDE') }
}
