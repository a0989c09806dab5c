import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { excerpt } from '../../shared/excerpt.ts'
import type { PlanDocument } from '../../shared/plan.ts'
import type { RunStep } from '../../shared/wire.ts'
import { layOut, type PlacedNode } from '../plan/index.ts'
import { named, stepLook } from './words.ts'

interface Node { readonly id: string, readonly name: string, readonly dependsOn: readonly string[], readonly state: RunStep['state'] }

/** More than this and the list below says it better. */
const readable = 16

/** The width of the element that `ref` is put on, in px, as it changes. */
function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => { if (entry) setWidth(Math.floor(entry.contentRect.width)) })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, width]
}

const glyph: Readonly<Record<RunStep['state'], string>> = { waiting: '○', running: '◔', done: '✓', failed: '✕', skipped: '–', unknown: '?' }

function NodeView({ node, x, y, width, height }: PlacedNode<Node> & { node: Node }): JSX.Element {
  const room = Math.max(3, Math.floor((width - 34) / 6.4))
  const name = named(node.name)
  return (
    <g class={node.state} transform={`translate(${x} ${y})`}>
      <rect x=".5" y=".5" width={width - 1} height={height - 1} rx="8" />
      <text x={width / 2} y={height / 2 + 4} text-anchor="middle">{glyph[node.state]} {excerpt(name, room)}</text>
    </g>
  )
}

/** The changes as a graph, in what order they can happen; every node stands in words in the list below it too. */
export function RunGraph({ document, steps }: { readonly document: PlanDocument, readonly steps: readonly RunStep[] }): JSX.Element | null {
  const [ref, width] = useWidth()
  const states = new Map(steps.filter(({ phase }) => phase === 'forward').map((step) => [step.id, step.state]))
  const changes = document.simulation.steps.flatMap(({ changes }) => changes)
  const known = new Set(changes.map(({ id }) => id))
  const nodes: Node[] = changes.map(({ id, name, dependsOn }) => ({ id, name, dependsOn: dependsOn.filter((other) => known.has(other)), state: states.get(id) ?? 'waiting' }))
  if (nodes.length < 2 || nodes.length > readable) return null
  const layout = layOut(nodes, width)
  const inWords = nodes.map(({ name, state }) => `${named(name)} ${stepLook[state].word}`).join(', ')
  return (
    <section>
      <div ref={ref}>
        {width > 0 && (
          <svg class="graph" role="img" aria-label={`In order: ${inWords}`} width={layout.width} height={layout.height} viewBox={`0 0 ${layout.width} ${layout.height}`}>
            {layout.edges.map(([from, to]) => <path key={`${from} ${to}`} d={edge(layout.nodes[from], layout.nodes[to])} />)}
            {layout.nodes.map((placed) => <NodeView key={placed.node.id} {...placed} />)}
          </svg>
        )}
      </div>
    </section>
  )
}

/** A curve from the side of one node to the side of the next: sideways between columns, downwards between rows. */
function edge(from: PlacedNode<Node> | undefined, to: PlacedNode<Node> | undefined): string {
  if (!from || !to) return ''
  if (to.x >= from.x + from.width) {
    const [x1, y1, x2, y2] = [from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2]
    const middle = (x1 + x2) / 2
    return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`
  }
  const [x1, y1, x2, y2] = [from.x + from.width / 2, from.y + from.height, to.x + to.width / 2, to.y]
  const middle = (y1 + y2) / 2
  return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`
}
