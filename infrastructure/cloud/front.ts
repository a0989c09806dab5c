import { request } from 'node:http'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Cloud } from './cloud.ts'
import { Refusal } from './refusal.ts'

/** How long a replica may take to answer, in milliseconds. */
const patience = 5000

/**
 * The cloud's front: `/s/<site>` and `/r/<path>` lead to the replica whose turn it is. What a site serves is content that anybody
 * may have written, so it gets an origin of its own (`sandbox`) and can't touch the console, which lives on the same address.
 */
export function front(cloud: Cloud): Hono {
  const app = new Hono()
  app.get('/s/:site', context => serve(context, cloud, context.req.param('site')))
  app.get('/r/:path{.+}', context => {
    const found = cloud.find('routes', context.req.param('path'))
    if (found?.kind !== 'routes') throw new Refusal('not-found', 'No route leads here.', 'Look at the routes in the console.')
    return serve(context, cloud, found.spec.site)
  })
  return app
}

async function serve(context: Context, cloud: Cloud, site: string): Promise<Response> {
  const port = cloud.replicas.turn(site)
  if (port === undefined) throw new Refusal('not-found', `There is no site ${site.slice(0, 60)}.`, 'Look at the sites in the console.')
  const started = performance.now()
  const answer = await ask(port)
  cloud.replicas.measured(site, performance.now() - started)
  context.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'")
  context.header('x-content-type-options', 'nosniff')
  context.header('cache-control', 'no-store')
  context.header('x-site', site)
  context.header('x-replica', answer.replica)
  return context.html(answer.text)
}

/** Asks one replica. A Host of its own is what it insists on. */
function ask(port: number): Promise<{ replica: string, text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, timeout: patience, agent: false }, response => {
      response.setEncoding('utf8')
      let text = ''
      response.on('data', (part: string) => { text += part })
      response.on('end', () => resolve({ replica: String(response.headers['x-replica'] ?? ''), text }))
      response.on('error', reject)
    })
    asked.on('timeout', () => asked.destroy(new Error('the replica did not answer in time')))
    asked.on('error', reject)
    asked.end()
  })
}
