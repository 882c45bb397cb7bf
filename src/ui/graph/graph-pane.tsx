import { Maximize, Minus, Plus, Search } from 'lucide-react'
import { type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { MiniMap, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from 'reactflow'
import 'reactflow/dist/base.css'
import { useLookingBack, useShown } from '../../state/past.ts'
import { Button, IconButton } from '../design/button.tsx'
import { StateMark } from '../design/state-mark.tsx'
import { EmptyState } from '../design/states.tsx'
import { ResumeButton } from '../keep/resume-button.tsx'
import { select, useWorkspace } from '../shell/workspace.ts'
import { words } from '../words.ts'
import { useContextMenu } from './context-menu.tsx'
import { ControlPlane } from './control-plane.tsx'
import { selectionAt } from './element.ts'
import { type FlowNode, FlowNodes, wires } from './flow.ts'
import { edgeTypes, nodeTypes } from './flow-parts.tsx'
import './graph-pane.css'
import { GraphTools } from './graph-tools.tsx'
import { type GraphLayout, largestZoom, layoutGraph, type Shape } from './layout.ts'
import type { GraphModel } from './model.ts'
import type { Look } from './pod-status.ts'
import { project } from './project.ts'
import { Pulses } from './pulses.tsx'
import { useGraphKeys } from './use-graph-keys.ts'

/** The cluster, drawn: the page's largest pane. */
export default function GraphPane() {
  return (
    <ReactFlowProvider>
      <Graph />
    </ReactFlowProvider>
  )
}

function useModel(): GraphModel {
  const objects = useShown((state) => state.objects)
  const insides = useShown((state) => state.insides)
  const namespaces = useWorkspace((state) => state.namespaces)
  const search = useWorkspace((state) => state.search)
  return useMemo(
    () => project({ objects, insides }, { namespaces: namespaces && new Set(namespaces), search }),
    [objects, insides, namespaces, search],
  )
}

/** The size of the stage, known once it stands. */
function useSize() {
  const [size, setSize] = useState<{ readonly width: number; readonly height: number }>()
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect
      if (box && box.width > 0 && box.height > 0) setSize({ width: box.width, height: box.height })
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [size, ref] as const
}

function Graph() {
  const model = useModel()
  const cluster = useShown((state) => state.cluster)
  const search = useWorkspace((state) => state.search)
  const selection = useWorkspace((state) => state.selection)
  const [size, stage] = useSize()
  const far = useStore((state) => state.transform[2] < 0.5)
  const shape = useRef<Shape | undefined>(undefined)
  const flow = useRef(new FlowNodes())
  const region = useRef<HTMLElement>(null)

  const layout = useMemo(() => {
    const next = layoutGraph(model, size ?? { width: 900, height: 560 }, shape.current)
    shape.current = next.shape
    return next
  }, [model, size])
  const nodes = useMemo(() => flow.current.make(model, layout), [model, layout])
  const chosen = selection && `${selection.kind}/${selection.namespace}/${selection.name}`
  const edges = useMemo(() => wires(model, layout, chosen), [model, layout, chosen])
  const fitting = useFit(layout, size, cluster)
  const onKeyDown = useGraphKeys(model, layout, region)

  const context = useContextMenu()

  const onClick = (event: MouseEvent) => {
    const thing = selectionAt(event.target)
    if (thing) select(thing)
    else if (event.target instanceof Element && event.target.closest('.react-flow__pane')) select(undefined)
  }
  const onDoubleClick = (event: MouseEvent) => {
    const element = event.target instanceof Element ? event.target.closest('.react-flow__node') : undefined
    const node = nodes.find((each) => each.id === element?.getAttribute('data-id'))
    if (node) fitting.toOne(node)
  }
  const onHover = (event: MouseEvent) => {
    const thing = selectionAt(event.target)
    const { hover } = useWorkspace.getState()
    if (JSON.stringify(thing) !== JSON.stringify(hover)) useWorkspace.setState({ hover: thing })
  }

  return (
    // biome-ignore lint/a11y/useKeyWithMouseEvents: what hovering shows, focusing shows by the focus ring and the inspector
    <section
      ref={region}
      className="graph"
      aria-label={words.graph}
      aria-describedby="graph-help"
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onContextMenu={context.onContextMenu}
      onMouseOver={onHover}
      onMouseLeave={() => useWorkspace.setState({ hover: undefined })}
    >
      <p id="graph-help" className="visually-hidden">
        {words.graphHelp}
      </p>
      <GraphTools model={model} />
      <ControlPlane model={model} />
      <div className="graph__stage" ref={stage} data-density={layout.density} data-zoom={far ? 'far' : 'near'}>
        {size && (
          <ReactFlow<FlowNode, ReturnType<typeof wires>[number]>
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onInit={fitting.begin}
            onMoveStart={(event) => event && fitting.release()}
            minZoom={0.08}
            maxZoom={2}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            zoomOnDoubleClick={false}
            panOnScroll
            zIndexMode="manual"
            disableKeyboardA11y
            deleteKeyCode={null}
          >
            <WireEnd />
            <Pulses model={model} layout={layout} />
          </ReactFlow>
        )}
        {model.pods.size === 0 && <Nothing search={search} />}
      </div>
      {context.menu}
      <GraphFoot onFit={fitting.toAll} layout={layout} />
    </section>
  )
}

/** Whether the reader asked for no motion. */
function isStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

/** Keeps everything in sight until the reader moves the picture; `toAll` takes it back. */
function useFit(layout: GraphLayout, size: { readonly width: number; readonly height: number } | undefined, cluster: number) {
  const { setViewport, getViewport } = useReactFlow()
  const follows = useRef(true)
  const first = useRef(true)
  const show = useCallback(
    (smooth: boolean) => {
      if (!size) return
      const margin = 16
      const zoom = Math.max(
        0.08,
        Math.min(largestZoom(size.width), (size.width - 2 * margin) / layout.width, (size.height - margin - 6) / layout.height),
      )
      void setViewport(
        { zoom, x: (size.width - layout.width * zoom) / 2, y: 14 },
        smooth && !isStill() ? { duration: 240 } : undefined,
      )
    },
    [setViewport, layout.width, layout.height, size],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: another cluster is followed again, wherever the reader was
  useEffect(() => {
    follows.current = true
  }, [cluster])
  useEffect(() => {
    if (!follows.current) return
    show(!first.current)
    first.current = false
  }, [show])
  return {
    begin: () => show(false),
    toAll: () => {
      follows.current = true
      show(true)
    },
    /** Brings one card close; another double click, or Fit, goes back. */
    toOne: ({ position, width = 1, height = 1 }: FlowNode) => {
      if (!size) return
      const zoom = Math.min(1.6, (size.width - 60) / width, (size.height - 60) / height)
      const x = size.width / 2 - (position.x + width / 2) * zoom
      const y = size.height / 2 - (position.y + height / 2) * zoom
      const now = getViewport()
      if (Math.abs(now.zoom - zoom) < 0.01 && Math.abs(now.x - x) < 2 && Math.abs(now.y - y) < 2) {
        follows.current = true
        return show(true)
      }
      follows.current = false
      void setViewport({ zoom, x, y }, { duration: isStill() ? 0 : 240 })
    },
    release: () => {
      follows.current = false
    },
  }
}

function WireEnd() {
  return (
    <svg className="visually-hidden" aria-hidden="true">
      <defs>
        <marker id="wire-end" viewBox="-6 -5 8 10" markerWidth="8" markerHeight="8" orient="auto" markerUnits="userSpaceOnUse">
          <path d="M-6 -4L0 0L-6 4z" className="wire__head" />
        </marker>
      </defs>
    </svg>
  )
}

function Nothing({ search }: { readonly search: string }) {
  const phase = useShown((state) => state.phase)
  const past = useLookingBack((state) => state.past !== undefined)
  if (phase !== 'ready') return null
  return (
    <div className="graph__nothing">
      {search ? (
        <EmptyState
          icon={<Search size={28} />}
          title={words.nothingFound(search)}
          actions={<Button onClick={() => useWorkspace.setState({ search: '' })}>{words.clearSearch}</Button>}
        />
      ) : past ? (
        <EmptyState title={words.emptyThen} />
      ) : (
        <EmptyState
          title={words.emptyTitle}
          actions={
            <>
              <Button
                look="primary"
                onClick={() => {
                  useWorkspace.setState({ sideOpen: true, side: 'split', phonePane: 'editor' })
                  document.querySelector<HTMLElement>('.monaco-editor textarea, .monaco-editor .native-edit-context')?.focus()
                }}
              >
                {words.openEditor}
              </Button>
              <ResumeButton />
            </>
          }
        >
          {words.emptyHint}
        </EmptyState>
      )}
    </div>
  )
}

const looks: readonly Look[] = ['running', 'waiting', 'failing', 'terminating', 'done', 'pending']

function lookColour(node: FlowNode): string {
  if (node.type === 'pod') return `var(--state-${node.data.pod.look}-fill)`
  return node.type === 'tank' ? 'var(--surface-raised)' : 'var(--line-strong)'
}

function GraphFoot({ onFit, layout }: { readonly onFit: () => void; readonly layout: GraphLayout }) {
  const { zoomIn, zoomOut } = useReactFlow()
  const percent = useStore((state) => Math.round(state.transform[2] * 100))
  const still = () => ({ duration: isStill() ? 0 : 120 })
  return (
    <div className="graph__foot">
      <ul className="graph__keys" aria-label={words.keys}>
        {looks.map((look) => (
          <li key={look} className={`is-${look}`}>
            <StateMark look={look} size={12} />
            {words.looks[look]}
          </li>
        ))}
      </ul>
      <span className="grow" />
      {layout.height > 0 && (
        <div className="graph__mini">
          <MiniMap<FlowNode> pannable zoomable nodeColor={lookColour} nodeBorderRadius={6} ariaLabel={null} />
        </div>
      )}
      <div className="graph__zoom">
        <IconButton small label={words.zoomOut} tipSide="top" onClick={() => void zoomOut(still())}>
          <Minus size={12} />
        </IconButton>
        <span>{percent}%</span>
        <IconButton small label={words.zoomIn} tipSide="top" onClick={() => void zoomIn(still())}>
          <Plus size={12} />
        </IconButton>
        <IconButton small label={words.fit} tipSide="top" tipAlign="end" onClick={onFit}>
          <Maximize size={12} />
        </IconButton>
      </div>
    </div>
  )
}
