import { useMemo } from 'react'
import type { KubeObject } from '../../bridge/protocol.ts'
import { useShown } from '../../state/past.ts'
import { leftWords, shortTime } from '../clock/duration.ts'
import { useVirtualNow } from '../clock/virtual-now.ts'
import { StateMark } from '../design/state-mark.tsx'
import { EmptyState } from '../design/states.tsx'
import type { PodModel } from '../graph/model.ts'
import { type Selection, select } from '../shell/workspace.ts'
import { words } from '../words.ts'
import { chainOf } from './chain.ts'
import { actorWords, isAction, recordLook, recordSentence } from './record-words.ts'
import { SchedulingDetail } from './scheduling-detail.tsx'

interface WhyProps {
  readonly selection: Selection
  readonly object: KubeObject | undefined
  readonly pod: PodModel | undefined
}

/** Why it is as it is: from the action that began it, cause by cause, to now. */
export function WhyTab({ selection, object, pod }: WhyProps) {
  const records = useShown((state) => state.records)
  const uid = object?.metadata.uid
  const steps = useMemo(() => chainOf(records, selection, uid), [records, selection, uid])
  const decision = useMemo(
    () =>
      selection.kind === 'Pod'
        ? records.findLast(
            (record) =>
              (record.what === 'scheduled' || record.what === 'unschedulable') &&
              record.subject?.name === selection.name &&
              record.subject.namespace === selection.namespace,
          )
        : undefined,
    [records, selection],
  )
  if (steps.length === 0) return <EmptyState title={words.whyEmpty} />
  return (
    <>
      <h2 className="why__title">
        {pod ? words.whyTitle(pod.name, isWord(pod.status) ? `in ${pod.status}` : pod.status) : words.cameToBe(selection.name)}
      </h2>
      <ol className="chain">
        {steps.map(({ record, skipped }) => {
          const look = recordLook(record)
          return (
            <li key={record.id} className={look ? `is-${look}` : ''}>
              {skipped > 0 && <span className="chain__skipped">{words.skipped(skipped)}</span>}
              <time>{shortTime(record.at, 1)}</time>
              {look ? <StateMark look={look} size={14} /> : <Dot action={isAction(record)} />}
              <span className="chain__what" title={recordSentence(record)}>
                {record.subject && record.subject.name !== selection.name && record.subject.kind !== 'Event' ? (
                  <button
                    type="button"
                    className="link"
                    onClick={() =>
                      record.subject &&
                      select({ kind: record.subject.kind, namespace: record.subject.namespace, name: record.subject.name })
                    }
                  >
                    {recordSentence(record)}
                  </button>
                ) : (
                  recordSentence(record)
                )}
              </span>
              <span className="chain__who">{actorWords(record.by)}</span>
            </li>
          )
        })}
        {pod && <Present pod={pod} />}
      </ol>
      {decision && <SchedulingDetail record={decision} />}
    </>
  )
}

/** States that one is in; others one simply is. */
function isWord(status: string): boolean {
  return /BackOff|Error|Err[A-Z]/.test(status)
}

function Dot({ action }: { readonly action: boolean }) {
  return <i className={`chain__dot${action ? ' chain__dot--action' : ''}`} />
}

function Present({ pod }: { readonly pod: PodModel }) {
  const now = useVirtualNow(1000)
  const left = pod.backOff ? pod.backOff.until - now : undefined
  return (
    <li className={`chain__now is-${pod.look}`}>
      <time>{words.now}</time>
      <StateMark look={pod.look} size={14} />
      <span className="chain__what">
        <b>{pod.backOff ? words.backOff(leftWords(pod.backOff.delayMs)) : pod.status}</b>
      </span>
      <span className="chain__who">{left === undefined ? `${pod.ready}/${pod.total}` : words.nextTry(leftWords(left))}</span>
    </li>
  )
}
