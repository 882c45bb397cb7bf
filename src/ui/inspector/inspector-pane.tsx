import { MousePointerClick, X } from 'lucide-react'
import { useEffect } from 'react'
import type { KubeObject } from '../../bridge/protocol.ts'
import { useShown } from '../../state/past.ts'
import { IconButton } from '../design/button.tsx'
import { StateMark } from '../design/state-mark.tsx'
import { EmptyState } from '../design/states.tsx'
import { Tabs, tabPanel } from '../design/tabs.tsx'
import { podModel } from '../graph/pod-model.ts'
import { isKind } from '../objects.ts'
import { type InspectorTab, type Selection, select, useWorkspace } from '../shell/workspace.ts'
import { words } from '../words.ts'
import { EventsTab } from './events-tab.tsx'
import { InsideTab } from './inside-tab.tsx'
import './inspector.css'
import { LogsTab } from './logs-tab.tsx'
import { SummaryTab } from './summary-tab.tsx'
import { WhyTab } from './why-tab.tsx'
import { YamlTab } from './yaml-tab.tsx'

const podTabs: readonly InspectorTab[] = ['summary', 'why', 'logs', 'events', 'inside', 'yaml']
const otherTabs: readonly InspectorTab[] = ['summary', 'why', 'events', 'yaml']

/** The object that a selection names, as the cluster has it now. */
function useSelected(selection: Selection | undefined): KubeObject | undefined {
  return useShown(({ objects }) => {
    if (!selection) return undefined
    return objects.get(selection.kind)?.get(selection.namespace ? `${selection.namespace}/${selection.name}` : selection.name)
  })
}

/** What is known about the chosen thing, one question a tab. */
export default function InspectorPane() {
  const selection = useWorkspace((state) => state.selection)
  const wanted = useWorkspace((state) => state.inspectorTab)
  const object = useSelected(selection)
  const insides = useShown((state) => (object ? state.insides.get(String(object.metadata.uid)) : undefined))
  useFollowReplacement(selection, object)

  if (!selection) {
    return (
      <EmptyState icon={<MousePointerClick size={26} />} title={words.nothingSelected}>
        {words.nothingSelectedHint}
      </EmptyState>
    )
  }
  const tabs = selection.kind === 'Pod' ? podTabs : otherTabs
  const tab = tabs.includes(wanted) ? wanted : 'summary'
  const pod = isKind(object, 'Pod') ? podModel(object, insides) : undefined
  const path = `${selection.kind.toLowerCase()}/${selection.name}${selection.part ? ` › ${selection.part.name}` : ''}`
  return (
    <section className="inspector" aria-label={`${words.inspector}: ${path}`}>
      <header className="inspector__head">
        <h2 className={`inspector__name mono${pod ? ` is-${pod.look}` : ''}`} title={path}>
          {pod && <StateMark look={pod.look} />}
          <span>
            <small>{selection.kind.toLowerCase()}/</small>
            {selection.name}
            {selection.part && <small>{` › ${selection.part.name}`}</small>}
          </span>
        </h2>
        {pod && <span className={`inspector__word is-${pod.look}`}>{pod.status}</span>}
        <IconButton small label={words.close} tipAlign="end" onClick={() => select(undefined)}>
          <X size={14} />
        </IconButton>
      </header>
      <div className="inspector__tabs">
        <Tabs
          name="inspector"
          label={words.inspector}
          chosen={tab}
          tabs={tabs.map((id) => ({ id, title: words.tabs[id] }))}
          onChoose={(inspectorTab) => useWorkspace.setState({ inspectorTab })}
        />
      </div>
      <div className="inspector__body scrolls" {...tabPanel('inspector', tab)}>
        {!object && tab !== 'why' ? (
          <EmptyState title={`${selection.kind} ${selection.name}`}>{words.gone}</EmptyState>
        ) : tab === 'why' ? (
          <WhyTab selection={selection} object={object} pod={pod} />
        ) : !object ? null : tab === 'yaml' ? (
          <YamlTab object={object} />
        ) : tab === 'events' ? (
          <EventsTab object={object} />
        ) : tab === 'logs' && pod ? (
          <LogsTab key={`${pod.uid}`} pod={pod} part={selection.part} />
        ) : tab === 'inside' && pod ? (
          <InsideTab pod={pod} insides={insides} />
        ) : (
          <SummaryTab object={object} pod={pod} selection={selection} />
        )}
      </div>
    </section>
  )
}

/** A new cluster has other objects: what was chosen in the old one is forgotten. */
function useFollowReplacement(selection: Selection | undefined, object: KubeObject | undefined): void {
  const cluster = useShown((state) => state.cluster)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of cluster matters
  useEffect(() => {
    if (selection && !object) select(undefined)
  }, [cluster])
}
