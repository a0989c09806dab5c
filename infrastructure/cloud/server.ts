import { createAdaptorServer } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { chmodSync, mkdirSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { api } from './api.ts'
import { Cloud } from './cloud.ts'
import { webConsole } from './console/index.ts'
import { front } from './front.ts'
import { exactHost } from './guard.ts'
import { Refusal } from './refusal.ts'
import { readToken, tokenFile } from './token.ts'

export type CloudOptions = {
  /** The loopback port; 0 takes a free one. */
  port: number
  /** Where state, databases, call log and token lie; made when absent, for its owner alone. */
  folder: string
}
export type RunningCloud = { port: number, url: string, token: string, tokenFile: string, close(): Promise<void> }

/**
 * Starts the sandbox cloud on 127.0.0.1 with everything that its folder describes.
 * @throws an error with code `EADDRINUSE` where something else has the port; nothing stays open then.
 * @example const cloud = await startCloud({ port: 9041, folder: join(home, 'sandbox', 'cloud') })
 */
export async function startCloud({ port, folder }: CloudOptions): Promise<RunningCloud> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const token = readToken(folder)
  const bound = { port }
  let fetch: Hono<{ Bindings: HttpBindings }>['fetch'] = () => new Response(null, { status: 503 })
  const server = createAdaptorServer({ fetch: (request, environment) => fetch(request, environment) }) as Server
  // The port comes first: what is described in the folder must not be brought up twice.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
  bound.port = (server.address() as AddressInfo).port
  const url = `http://127.0.0.1:${bound.port}`
  let cloud: Cloud
  try {
    cloud = await Cloud.open(folder)
  } catch (error) {
    server.close()
    throw error
  }
  fetch = application(cloud, token, bound).fetch
  return {
    port: bound.port, url, token, tokenFile: tokenFile(folder),
    async close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      await cloud.close()
    },
  }
}

function application(cloud: Cloud, token: string, bound: { port: number }) {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use(exactHost(() => bound.port))
  app.get('/healthz', context => context.json({ sandbox: true, resources: cloud.list().length, revision: cloud.revision }))
  app.route('/api/v1', api(cloud, token))
  app.route('/', front(cloud))
  app.route('/', webConsole(cloud, () => `http://127.0.0.1:${bound.port}`))
  app.notFound(context => context.json(new Refusal('not-found', 'There is nothing at this address of the sandbox.', 'The console is at /.').body(), 404))
  app.onError((error, context) => {
    if (error instanceof Refusal) return context.json(error.body(), error.status)
    return context.json({ error: { code: 'unexpected', message: `The sandbox failed: ${error.message}`, hint: 'Look at its state and try again.' } }, 500)
  })
  return app
}
