import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import type { KubeObject } from '../../bridge/protocol.ts'
import type { Node, Pod } from '../../cluster/api/generated/types.ts'
import { kindSupport } from '../../cluster/api/kind-support.ts'
import { StateMark } from '../design/state-mark.tsx'
import { stateWords } from '../graph/container-view.tsx'
import { Age } from '../graph/countdown.tsx'
import type { ContainerModel, PodModel } from '../graph/model.ts'
import { amounts, bytes, cores } from '../graph/resources.ts'
import { isKind } from '../objects.ts'
import { type Selection, select } from '../shell/workspace.ts'
import { words } from '../words.ts'
import { factsOf } from './facts.ts'
import { meaning, podInWords } from './plain-words.ts'

interface SummaryProps {
  readonly object: KubeObject
  readonly pod: PodModel | undefined
  readonly selection: Selection
}

/** What it is and how it does: words first, then the facts behind them. */
export function SummaryTab({ object, pod, selection }: SummaryProps) {
  const { metadata, kind } = object
  const support = kindSupport(object.apiVersion ?? 'v1', kind ?? '')
  const created = Date.parse(String(metadata.creationTimestamp))
  const owner = metadata.ownerReferences?.find((each) => each.controller) ?? metadata.ownerReferences?.[0]
  return (
    <div className="summary">
      {pod && <p className="summary__words">{podInWords(pod)}</p>}
      {pod?.reason && <pre className="summary__reason">{pod.reason}</pre>}
      {!support.actedUpon && <p className="summary__words">{support.sentence}</p>}
      <dl className="facts">
        {pod && (
          <Fact name={words.facts.node}>
            {pod.node ? (
              <Link to={{ kind: 'Node', name: pod.node }} />
            ) : (
              <span className="facts__none">{words.facts.noneYet}</span>
            )}
          </Fact>
        )}
        {metadata.namespace && <Fact name={words.namespace}>{metadata.namespace}</Fact>}
        {owner && (
          <Fact name={words.facts.owner}>
            <Link to={{ kind: String(owner.kind), namespace: metadata.namespace, name: String(owner.name) }} />
          </Fact>
        )}
        {(isKind(object, 'Pod') ? podFacts(object) : isKind(object, 'Node') ? nodeFacts(object) : factsOf(object)).map(
          ({ name, value }) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ),
        )}
        <Fact name={words.facts.age}>
          <Age since={created} />
        </Fact>
        {metadata.deletionTimestamp && <Fact name={words.facts.deleted}>{metadata.deletionTimestamp}</Fact>}
      </dl>
      {pod && (
        <Section title={words.containers}>
          {pod.containers.map((container) => (
            <ContainerFacts
              key={container.name}
              container={container}
              chosen={selection.part?.type === 'container' && selection.part.name === container.name}
            />
          ))}
        </Section>
      )}
      <Conditions object={object} />
      {metadata.labels && Object.keys(metadata.labels).length > 0 && (
        <Section title={words.labels}>
          <ul className="labels">
            {Object.entries(metadata.labels).map(([key, value]) => (
              <li key={key} className="mono">
                {key}={value}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <p className="summary__kind">{`${object.apiVersion} ${kind} · resourceVersion ${metadata.resourceVersion ?? ''}`}</p>
    </div>
  )
}

interface FactText {
  readonly name: string
  readonly value: string
}

function podFacts(pod: Pod): readonly FactText[] {
  const facts: FactText[] = []
  const add = (name: string, value: string | undefined) => value && facts.push({ name, value })
  add(words.facts.podIp, pod.status?.podIP)
  add(words.facts.restartPolicy, pod.spec?.restartPolicy)
  add(words.facts.qosClass, pod.status?.qosClass)
  add(words.facts.serviceAccount, pod.spec?.serviceAccountName)
  if (pod.spec?.hostNetwork) add(words.facts.network, words.facts.hostNetwork)
  return facts
}

function nodeFacts(node: Node): readonly FactText[] {
  const can = amounts(node.status?.allocatable)
  const info = node.status?.nodeInfo
  const taints = (node.spec?.taints ?? []).map((taint) => `${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`)
  return [
    { name: words.facts.canGive, value: `${cores(can.cpu)} CPU, ${bytes(can.memoryBytes)}` },
    { name: words.facts.kubelet, value: info?.kubeletVersion ?? '' },
    { name: words.facts.runtime, value: info?.containerRuntimeVersion ?? '' },
    { name: words.facts.internalIp, value: node.status?.addresses?.find((each) => each.type === 'InternalIP')?.address ?? '' },
    { name: words.facts.taints, value: taints.join('\n') || words.facts.none },
  ].filter((fact) => fact.value)
}

function ContainerFacts({ container, chosen }: { readonly container: ContainerModel; readonly chosen: boolean }) {
  const last = container.lastExitCode
  return (
    <div className={`part is-${container.look}${chosen ? ' is-chosen' : ''}`}>
      <StateMark look={container.look} size={12} />
      <div>
        <b className="mono">{container.name}</b>{' '}
        <span className="part__role">{container.role === 'app' ? '' : container.role}</span>
        <div className="part__image mono">
          {container.image} {container.ports}
        </div>
        {container.standIn && <div className="part__note">{container.standIn}</div>}
        {container.message && <div className="part__note">{container.message}</div>}
        {last !== undefined && <div className="part__note">{`${words.lastExit}: ${last}${meaning(last)}`}</div>}
        {container.probes.map((probe) => (
          <div key={probe.type} className="part__note">
            {`${probe.type} probe ${probe.state === 'not-run' ? 'has not run yet' : probe.state}`}
            {probe.state === 'failing' && probe.output ? `: ${probe.output}` : ''}
          </div>
        ))}
      </div>
      <span className="part__end">
        {stateWords(container)}
        {container.restarts > 0 && <small>{words.restarts(container.restarts)}</small>}
      </span>
    </div>
  )
}

interface AnyCondition {
  readonly type: string
  readonly status: string
  readonly reason?: string | undefined
  readonly message?: string | undefined
}

/** Conditions that are good news when they are False. */
const bad = /Pressure$|Unavailable$|^ReplicaFailure$|^Failed$|^DisruptionTarget$/

function Conditions({ object }: { readonly object: KubeObject }) {
  const { status } = object as KubeObject & { readonly status?: { readonly conditions?: readonly AnyCondition[] } }
  const conditions = status?.conditions ?? []
  if (conditions.length === 0) return null
  return (
    <Section title={words.conditions}>
      {conditions.map((condition) => {
        const fine = bad.test(condition.type) ? condition.status === 'False' : condition.status === 'True'
        return (
          <div key={condition.type} className={`part part--condition ${fine ? 'is-running' : 'is-waiting'}`}>
            {fine ? (
              <Check size={13} className="part__tick" aria-hidden />
            ) : (
              <Minus size={13} className="part__tick" aria-hidden />
            )}
            <div>
              {condition.type}
              {!fine && condition.message && <div className="part__note">{condition.message}</div>}
            </div>
            <span className="part__end">
              {condition.status}
              {condition.reason && !fine && <small>{condition.reason}</small>}
            </span>
          </div>
        )
      })}
    </Section>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="summary__section">
      <h3>{title}</h3>
      {children}
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Link({ to }: { readonly to: Selection }) {
  return (
    <button type="button" className="link" onClick={() => select(to)}>
      {to.kind === 'Node' ? to.name : `${to.kind} ${to.name}`}
    </button>
  )
}
