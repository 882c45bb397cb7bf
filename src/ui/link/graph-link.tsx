import type { editor as MonacoEditor } from 'monaco-editor'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { KubeObject } from '../../bridge/protocol.ts'
import type { OwnerReference } from '../../cluster/api/generated/types.ts'
import { useManifest } from '../../state/manifest-store.ts'
import { useShown } from '../../state/past.ts'
import { type Selection, sameThing, useWorkspace } from '../shell/workspace.ts'
import './graph-link.css'
import { manifestPlaces, placeOf, thingAt } from './manifest-places.ts'

/** Real ms without typing before the manifest is read again. */
const pauseMs = 250

function usePlaces() {
  const text = useManifest((state) => state.text)
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return useMemo(() => manifestPlaces(settled), [settled])
}

/** The controllers above a thing, nearest first, as the cluster knows them now. */
function ownersOf(thing: Selection): readonly { readonly kind: string; readonly name: string }[] {
  const { objects } = useShown.getState()
  const owners: { kind: string; name: string }[] = []
  let at: { kind: string; name: string } | undefined = thing
  while (at && owners.length < 4) {
    const object: KubeObject | undefined = objects.get(at.kind)?.get(`${thing.namespace}/${at.name}`)
    const owner: OwnerReference | undefined = object?.metadata.ownerReferences?.find((each) => each.controller)
    at = owner && { kind: String(owner.kind), name: String(owner.name) }
    if (at) owners.push(at)
  }
  return owners
}

/** Ties the manifest to the graph: what the pointer or the cursor is on glows there, and what is chosen there is shown here. */
export function GraphLink({ editor }: { readonly editor: MonacoEditor.IStandaloneCodeEditor }) {
  const places = usePlaces()
  const known = useRef(places)
  known.current = places
  const selection = useWorkspace((state) => state.selection)
  const hover = useWorkspace((state) => state.hover)
  const ours = useRef<Selection | undefined>(undefined)

  useEffect(() => {
    const point = (line: number | undefined) => {
      const thing = line === undefined ? undefined : thingAt(known.current, line)
      if (sameThing(thing, ours.current)) return
      ours.current = thing
      useWorkspace.setState({ hover: thing })
    }
    const listeners = [
      editor.onMouseMove((event) => point(event.target.position?.lineNumber)),
      editor.onMouseLeave(() => point(undefined)),
      editor.onDidChangeCursorPosition((event) => editor.hasTextFocus() && point(event.position.lineNumber)),
      editor.onDidBlurEditorText(() => point(undefined)),
    ]
    return () => {
      for (const listener of listeners) listener.dispose()
    }
  }, [editor])

  const shown = hover && !sameThing(hover, ours.current) ? hover : selection
  useEffect(() => {
    const place = shown && placeOf(places, shown, ownersOf(shown))
    const decorations = editor.createDecorationsCollection(
      place
        ? [
            {
              range: { startLineNumber: place.fromLine, endLineNumber: place.toLine, startColumn: 1, endColumn: 1 },
              options: { isWholeLine: true, className: 'graph-link', linesDecorationsClassName: 'graph-link__edge' },
            },
          ]
        : [],
    )
    return () => decorations.clear()
  }, [editor, places, shown])

  // only a choice scrolls; a pointer that wanders over the graph does not
  useEffect(() => {
    const place = selection && placeOf(known.current, selection, ownersOf(selection))
    if (!place) return
    const reveal = () => editor.revealLinesInCenterIfOutsideViewport(place.fromLine, place.toLine)
    reveal()
    // the inspector that opens with a choice takes room from the editor
    const timer = setTimeout(reveal, 300)
    return () => clearTimeout(timer)
  }, [editor, selection])
  return null
}
