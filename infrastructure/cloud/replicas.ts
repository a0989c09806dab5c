import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SiteSpec } from './resource.ts'
import { renderSite } from './page.ts'

/** One replica: an HTTP listener on a loopback port of its own. */
type Replica = { server: Server, port: number, answered: number }
type Running = { spec: SiteSpec, replicas: Replica[], next: number, times: number[] }

/** How a site does: its replicas' ports and requests, and the 95th percentile of the last 200 answers in milliseconds. */
export type SiteHealth = { replicas: { port: number, answered: number }[], p95: number | null }

/** The listeners of all sites. `fit` makes what runs match a specification; it is the only way in. */
export class Replicas {
  #sites = new Map<string, Running>()
  /** Says how many rows a site's database holds, for its page. */
  #rows: (database: string) => number | null

  constructor(rows: (database: string) => number | null) {
    this.#rows = rows
  }

  /** Starts what is missing and stops what is too much; requests in flight on a stopped replica are answered first. */
  async fit(spec: SiteSpec): Promise<void> {
    const running = this.#sites.get(spec.name) ?? { spec, replicas: [], next: 0, times: [] }
    running.spec = spec
    this.#sites.set(spec.name, running)
    while (running.replicas.length < spec.replicas) running.replicas.push(await this.#listen(running, running.replicas.length + 1))
    await Promise.all(running.replicas.splice(spec.replicas).map(stop))
  }

  async remove(site: string): Promise<void> {
    const running = this.#sites.get(site)
    this.#sites.delete(site)
    await Promise.all((running?.replicas ?? []).map(stop))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sites.keys()].map(site => this.remove(site)))
  }

  /** The port whose turn it is (round robin), `undefined` where there is no such site. */
  turn(site: string): number | undefined {
    const running = this.#sites.get(site)
    if (!running) return undefined
    const replica = running.replicas[running.next++ % running.replicas.length]
    return replica?.port
  }

  /** Notes how long an answer took, in milliseconds. */
  measured(site: string, milliseconds: number): void {
    const running = this.#sites.get(site)
    if (!running) return
    running.times.push(milliseconds)
    if (running.times.length > 200) running.times.shift()
  }

  health(site: string): SiteHealth {
    const running = this.#sites.get(site)
    const sorted = (running?.times ?? []).toSorted((a, b) => a - b)
    return {
      replicas: (running?.replicas ?? []).map(({ port, answered }) => ({ port, answered })),
      p95: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null,
    }
  }

  #listen(running: Running, number: number): Promise<Replica> {
    const replica: Replica = { server: createServer(), port: 0, answered: 0 }
    replica.server.on('request', (request, response) => {
      // A page under another name (DNS rebinding) gets nothing from a replica either.
      if (request.headers.host !== `127.0.0.1:${replica.port}`) return void response.writeHead(421).end()
      if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end()
      replica.answered += 1
      const { spec } = running
      const rows = spec.database === null ? null : this.#rows(spec.database)
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'x-site': spec.name, 'x-replica': String(number) })
      response.end(request.method === 'HEAD' ? undefined : renderSite(spec, { number, port: replica.port, rows }))
    })
    return new Promise((resolve, reject) => {
      replica.server.once('error', reject)
      replica.server.listen(0, '127.0.0.1', () => {
        replica.port = (replica.server.address() as AddressInfo).port
        resolve(replica)
      })
    })
  }
}

function stop({ server }: Replica): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}
