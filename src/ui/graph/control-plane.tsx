import { useEffect, useState } from 'react'
import { humanDuration } from '../../cluster/api/human-duration.ts'
import { useCluster } from '../../state/cluster-store.ts'
import { useVirtualNow } from '../clock/virtual-now.ts'
import { recordSentence } from '../inspector/record-words.ts'
import { words } from '../words.ts'
import { hasTank } from './layout.ts'
import type { ComponentModel, GraphModel } from './model.ts'
import './control-plane.css'

/** Real ms that a part stays lit after it acted. */
const litMs = 900

/** Which part of the control plane a record's `by` belongs to. */
function partOf(by: string): string | undefined {
  if (by.includes('scheduler')) return 'scheduler'
  if (by.endsWith('-controller') || by.includes('controller')) return 'controller manager'
  return undefined
}

/** The parts that acted a moment ago, and the last thing worth a sentence. */
function useActing(): {
  readonly lit: ReadonlySet<string>
  readonly said: { readonly text: string; readonly at: number } | undefined
} {
  const [lit, setLit] = useState<ReadonlySet<string>>(new Set())
  const [said, setSaid] = useState<{ text: string; at: number }>()
  useEffect(() => {
    const until = new Map<string, number>()
    let timer: ReturnType<typeof setTimeout> | undefined
    let lastId = useCluster.getState().records.at(-1)?.id ?? 0
    const show = () => {
      const now = performance.now()
      for (const [part, end] of until) if (end <= now) until.delete(part)
      setLit((before) =>
        before.size === until.size && [...before].every((each) => until.has(each)) ? before : new Set(until.keys()),
      )
      timer = until.size > 0 ? setTimeout(show, litMs / 3) : undefined
    }
    const stop = useCluster.subscribe((state, before) => {
      if (state.records === before.records) return
      if (state.cluster !== before.cluster) lastId = 0
      const end = performance.now() + litMs
      let sentence: { text: string; at: number } | undefined
      for (let index = state.records.length - 1; index >= 0; index--) {
        const record = state.records[index]!
        if (record.id <= lastId) break
        if (record.what === 'commit') {
          until.set('apiserver', end)
          until.set('etcd', end)
        }
        const part = partOf(record.by)
        if (part) until.set(part, end)
        if (part && !sentence && record.subject?.kind !== 'Event') {
          const text = recordSentence(record)
          if (text) sentence = { text, at: record.at }
        }
      }
      lastId = state.records.at(-1)?.id ?? lastId
      if (sentence) setSaid(sentence)
      if (timer === undefined) show()
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [])
  return { lit, said }
}

/** The control plane: one strip, each part lighting up when it acts. It is the control-plane node unless that has a tank. */
export function ControlPlane({ model }: { readonly model: GraphModel }) {
  const { lit, said } = useActing()
  const node = model.nodes.find((each) => each.controlPlane)
  const isNode = node && !hasTank(model)(node)
  const hooks = isNode ? { 'data-kind': 'Node', 'data-name': node.name, 'data-status': node.status, tabIndex: -1 } : {}
  return (
    <section className="plane" aria-label={words.controlPlane} {...hooks}>
      <b>{words.controlPlane}</b>
      {model.components.map((component) => (
        <Part key={component.title} component={component} lit={lit.has(component.title)} />
      ))}
      {said && <Said {...said} />}
    </section>
  )
}

function Part({ component, lit }: { readonly component: ComponentModel; readonly lit: boolean }) {
  const [namespace, name] = component.pod?.split('/') ?? []
  return (
    <button
      type="button"
      className={`plane__part${lit ? ' is-lit' : ''}${component.healthy ? '' : ' is-failing plane__part--out'}`}
      disabled={!component.pod}
      data-part-of="control-plane"
      data-pod-namespace={namespace}
      data-pod-name={name}
    >
      {component.title}
    </button>
  )
}

function Said({ text, at }: { readonly text: string; readonly at: number }) {
  const now = useVirtualNow(1000)
  return (
    <span className="plane__said" title={text}>
      {`${words.ago(humanDuration(Math.max(0, now - at)))}: ${text}`}
    </span>
  )
}
