/** A thing that is changed, and what it waits for. */
export interface GraphNode { readonly id: string, readonly dependsOn: readonly string[] }

/** Where a node stands, in px. */
export interface PlacedNode<Node> {
  readonly node: Node
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Layout<Node> {
  readonly width: number
  readonly height: number
  readonly nodes: readonly PlacedNode<Node>[]
  /** Pairs of indexes into `nodes`: from what has to come first to what waits for it. */
  readonly edges: readonly (readonly [number, number])[]
}

/** Steps from a node to what has nothing before it. A circle, which a sound plan doesn't have, ends where it closes. */
function depths<Node extends GraphNode>(nodes: readonly Node[]): ReadonlyMap<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const found = new Map<string, number>()
  const visit = (id: string, path: ReadonlySet<string>): number => {
    const known = found.get(id)
    if (known !== undefined) return known
    const before = (byId.get(id)?.dependsOn ?? []).filter((other) => byId.has(other) && !path.has(other) && other !== id)
    const depth = before.length === 0 ? 0 : 1 + Math.max(...before.map((other) => visit(other, new Set([...path, id]))))
    found.set(id, depth)
    return depth
  }
  for (const { id } of nodes) visit(id, new Set())
  return found
}

const nodeHeight = 30
const gap = 10
const between = 26

/** Lays a graph out in columns from left to right where that fits `width` (px), else in rows from top to bottom. */
export function layOut<Node extends GraphNode>(nodes: readonly Node[], width: number): Layout<Node> {
  const depth = depths(nodes)
  const layers: Node[][] = []
  for (const node of nodes) (layers[depth.get(node.id) ?? 0] ??= []).push(node)
  const columns = layers.length <= 3 && width / layers.length >= 96
  const placed = columns ? inColumns(layers, width) : inRows(layers, width)
  const index = new Map(placed.map(({ node }, at) => [node.id, at]))
  const edges = placed.flatMap(({ node }, to) => node.dependsOn.flatMap((id) => {
    const from = index.get(id)
    return from === undefined || from === to ? [] : [[from, to] as const]
  }))
  return { width, height: Math.max(0, ...placed.map(({ y, height }) => y + height)), nodes: placed, edges }
}

function inColumns<Node>(layers: readonly (readonly Node[])[], width: number): PlacedNode<Node>[] {
  const tallest = Math.max(...layers.map((layer) => layer.length))
  const height = tallest * nodeHeight + (tallest - 1) * gap
  const nodeWidth = (width - between * (layers.length - 1)) / layers.length
  return layers.flatMap((layer, column) => {
    const top = (height - (layer.length * nodeHeight + (layer.length - 1) * gap)) / 2
    const x = column * (nodeWidth + between)
    return layer.map((node, at) => ({ node, x, y: top + at * (nodeHeight + gap), width: nodeWidth, height: nodeHeight }))
  })
}

function inRows<Node>(layers: readonly (readonly Node[])[], width: number): PlacedNode<Node>[] {
  const most = Math.max(1, Math.floor((width + gap) / (100 + gap)))
  let y = 0
  return layers.flatMap((layer) => {
    const rows: Node[][] = []
    for (let at = 0; at < layer.length; at += most) rows.push([...layer.slice(at, at + most)])
    const placed = rows.flatMap((row, line) => {
      const nodeWidth = Math.min(160, (width - gap * (row.length - 1)) / row.length)
      const left = (width - (row.length * nodeWidth + (row.length - 1) * gap)) / 2
      const top = y + line * (nodeHeight + gap)
      return row.map((node, at) => ({ node, x: left + at * (nodeWidth + gap), y: top, width: nodeWidth, height: nodeHeight }))
    })
    y += rows.length * nodeHeight + (rows.length - 1) * gap + between
    return placed
  })
}
