import type { HistoryRecord } from '../../bridge/protocol.ts'
import { shortTime } from '../clock/duration.ts'
import { StateMark } from '../design/state-mark.tsx'
import { words } from '../words.ts'

/** As the scheduler records its decision: one account a node. */
interface NodeAccount {
  readonly node: string
  readonly total?: number
  readonly normalised?: readonly number[]
  readonly refusedBy?: string
  readonly reasons?: readonly string[]
}

function accounts(record: HistoryRecord): readonly NodeAccount[] {
  const { nodes } = record.detail ?? {}
  return Array.isArray(nodes) ? (nodes as readonly NodeAccount[]) : []
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** What the scheduler thought of each node: who refused and in which words, who scored how much and why. */
export function SchedulingDetail({ record }: { readonly record: HistoryRecord }) {
  const nodes = accounts(record)
  if (nodes.length === 0) return null
  const plugins = strings(record.detail?.plugins)
  const weights = Array.isArray(record.detail?.weights) ? record.detail.weights.map(Number) : []
  const chosen = record.detail?.node
  return (
    <section className="scheduling">
      <h3>
        {words.scheduling.title} <time>{shortTime(record.at, 1)}</time>
      </h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.scheduling.node}</th>
            <th scope="col">{words.scheduling.verdict}</th>
            <th scope="col" className="scheduling__number">
              {words.scheduling.score}
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((account) => (
            <tr key={account.node}>
              <th scope="row" className="mono">
                {account.node}
              </th>
              {account.refusedBy ? (
                <td colSpan={2} className="is-failing">
                  <StateMark look="failing" size={11} /> {account.reasons?.join(', ')}
                  <small>{account.refusedBy}</small>
                </td>
              ) : (
                <>
                  <td className={account.node === chosen ? 'is-running' : ''}>
                    {account.node === chosen ? (
                      <>
                        <StateMark look="running" size={11} /> {words.scheduling.chosen}
                      </>
                    ) : (
                      words.scheduling.fits
                    )}
                    {account.normalised && plugins.length > 0 && (
                      <small>
                        {plugins
                          .map((plugin, index) => ({ plugin, score: (account.normalised?.[index] ?? 0) * (weights[index] ?? 1) }))
                          .filter((each) => each.score > 0)
                          .map((each) => `${each.plugin} ${Math.round(each.score)}`)
                          .join(' · ')}
                      </small>
                    )}
                  </td>
                  <td className="scheduling__number">{account.total === undefined ? '' : Math.round(account.total)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {strings(record.detail?.refusals).map((line) => (
        <p key={line} className="part__note">
          {line}
        </p>
      ))}
    </section>
  )
}
