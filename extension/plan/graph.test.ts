import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOut, type GraphNode } from './graph.ts'

const node = (id: string, ...dependsOn: string[]): GraphNode => ({ id, dependsOn })

describe('the graph of a plan', () => {
  it('puts what waits to the right of what it waits for, where three columns fit', () => {
    const { nodes, edges } = layOut([node('route', 'site'), node('site', 'database'), node('database')], 340)
    const x = Object.fromEntries(nodes.map((placed) => [placed.node.id, placed.x]))
    expect(x['database']).toBeLessThan(x['site']!)
    expect(x['site']).toBeLessThan(x['route']!)
    expect(edges).toHaveLength(2)
  })

  it('goes from top to bottom where the panel is too narrow or the chain too long', () => {
    const chain = [node('a'), node('b', 'a'), node('c', 'b'), node('d', 'c')]
    const { nodes } = layOut(chain, 280)
    expect(nodes.map(({ y }) => y)).toEqual([...nodes.map(({ y }) => y)].sort((a, b) => a - b))
    expect(new Set(nodes.map(({ y }) => y)).size).toBe(4)
  })

  it('ends for a circle, and leaves out what is not in the plan', () => {
    const { nodes, edges } = layOut([node('a', 'b'), node('b', 'a'), node('c', 'elsewhere')], 340)
    expect(nodes).toHaveLength(3)
    expect(edges.length).toBeLessThanOrEqual(2)
  })

  it('keeps every node within the width and none on another', () => {
    const graphs = fc.integer({ min: 1, max: 16 }).chain((count) => fc.tuple(
      fc.array(fc.array(fc.nat(count), { maxLength: 3 }), { minLength: count, maxLength: count }), fc.integer({ min: 230, max: 700 }),
    ))
    fc.assert(fc.property(graphs, ([dependencies, width]) => {
      const plan = dependencies.map((on, at) => node(String(at), ...on.filter((other) => other < at).map(String)))
      const { nodes, height } = layOut(plan, width)
      for (const [at, one] of nodes.entries()) {
        expect(one.x).toBeGreaterThanOrEqual(-0.01)
        expect(one.x + one.width).toBeLessThanOrEqual(width + 0.01)
        expect(one.y + one.height).toBeLessThanOrEqual(height + 0.01)
        for (const other of nodes.slice(at + 1)) {
          const beside = one.x + one.width <= other.x + 0.01 || other.x + other.width <= one.x + 0.01
          const below = one.y + one.height <= other.y || other.y + other.height <= one.y
          expect(beside || below).toBe(true)
        }
      }
    }), { seed: 3, numRuns: 300 })
  })
})
