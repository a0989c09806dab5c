import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { z } from 'zod'
import { accept } from './cloud.ts'
import type { Caller, Cloud, Done } from './cloud.ts'
import { fault } from './faults.ts'
import { smallBody } from './guard.ts'
import { Refusal } from './refusal.ts'
import { idOf, kinds } from './resource.ts'
import type { Resource } from './resource.ts'
import { isToken } from './token.ts'

const operationTag = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'x-operation is 1 to 200 visible characters')
const kindIn = z.enum(kinds)

/** The JSON API under /api/v1: a bearer token on every request, an optional `x-operation` tag that ends up in the call log. */
export function api(cloud: Cloud, token: string): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use(async (context, next) => {
    const given = /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1] ?? ''
    if (!isToken(given, token)) throw new Refusal('unauthorized', "The sandbox's token is missing or wrong; nothing was changed.", "Send authorization: Bearer with what its state folder's file `token` holds.")
    await next()
  })
  app.use(smallBody)

  app.get('/world', context => context.json(world(cloud)))
  app.get('/calls', context => {
    const after = accept(z.coerce.number().int().min(0).default(0), context.req.query('after'))
    return context.json({ sandbox: true, calls: cloud.calls.list(after) })
  })

  app.get('/faults', context => context.json({ sandbox: true, faults: cloud.faults.list() }))
  app.post('/faults', async context => {
    cloud.faults.arm(accept(fault, await json(context)))
    return context.json({ sandbox: true, faults: cloud.faults.list() }, 201)
  })
  app.delete('/faults', context => {
    cloud.faults.clear()
    return context.json({ sandbox: true, faults: [] })
  })

  app.post('/databases/:name/rows', async context => {
    const { count } = accept(z.strictObject({ count: z.int().min(1).max(50_000) }), await json(context))
    return answer(context, cloud, await cloud.fill(context.req.param('name'), count, caller(context)), 200)
  })
  app.get('/:kind', context => {
    const kind = kindOf(context)
    return context.json({ sandbox: true, [kind]: cloud.list(kind).map(one => described(cloud, one)) })
  })
  app.post('/:kind', async context => {
    const done = await cloud.create(kindOf(context), await json(context), caller(context))
    return answer(context, cloud, done, done.repeated ? 200 : 201)
  })
  app.get('/:kind/:name', context => context.json(described(cloud, cloud.get(kindOf(context), context.req.param('name')))))
  app.patch('/:kind/:name', async context =>
    answer(context, cloud, await cloud.update(kindOf(context), context.req.param('name'), await json(context), caller(context)), 200))
  app.delete('/:kind/:name', async context =>
    answer(context, cloud, await cloud.remove(kindOf(context), context.req.param('name'), caller(context)), 200))
  return app
}

/** A resource as the API and the console tell it: its specification and what is true of it right now. */
export function described(cloud: Cloud, resource: Resource) {
  const { uid, createdBy, created, changed } = resource
  const common = { id: idOf(resource), uid, createdBy, created, changed }
  switch (resource.kind) {
    case 'sites': {
      const { replicas: listeners, p95 } = cloud.replicas.health(resource.spec.name)
      return { ...common, ...resource.spec, kind: resource.kind, url: `/s/${resource.spec.name}`, listeners, p95 }
    }
    case 'databases': return { ...common, ...resource.spec, kind: resource.kind, ...cloud.databases.facts(resource) }
    case 'routes': return { ...common, ...resource.spec, kind: resource.kind, url: `/r/${resource.spec.path}` }
  }
}

/** The whole cloud without what no undo can bring back (uids, times, ports): two equal worlds are equal values. */
export function world(cloud: Cloud) {
  const resources = cloud.list().map(one => ({
    id: idOf(one),
    ...one.spec,
    ...(one.kind === 'databases' ? { rows: cloud.databases.facts(one).rows } : {}),
    ...(one.kind === 'sites' ? { listening: cloud.replicas.health(one.spec.name).replicas.length } : {}),
  }))
  return { sandbox: true, resources }
}

function answer(context: Context<{ Bindings: HttpBindings }>, cloud: Cloud, done: Done, status: 200 | 201): Response {
  // Done, and the caller never hears of it: what a cut connection does to a real cloud's client.
  if (done.spoiled === 'drop') context.env.incoming.socket.destroy()
  // As clouds do whose error comes from a later step of their own: what the caller is told is wrong.
  if (done.spoiled === 'deny') throw new Refusal('injected', `The sandbox was told to deny what it did with ${idOf(done.resource)}.`, 'Look at what is there.')
  const gone = cloud.find(done.resource.kind, idOf(done.resource).slice(done.resource.kind.length + 1)) === undefined
  const told = gone ? { id: idOf(done.resource), deleted: true } : { ...described(cloud, done.resource), repeated: done.repeated }
  return context.json(told, status)
}

function kindOf(context: Context) {
  const parsed = kindIn.safeParse(context.req.param('kind'))
  if (!parsed.success) throw new Refusal('not-found', 'The sandbox has sites, databases and routes.', 'Use one of these.')
  return parsed.data
}

function caller(context: Context): Caller {
  const tag = context.req.header('x-operation')
  return { actor: 'api', operation: tag === undefined ? null : accept(operationTag, tag) }
}

async function json(context: Context): Promise<unknown> {
  if (!/^application\/json(;|$)/.test(context.req.header('content-type') ?? '')) throw new Refusal('wrong-type', 'The body has to be application/json; nothing was changed.', 'Say so in content-type.')
  try {
    return await context.req.json()
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw new Refusal('invalid', 'The body is no JSON; nothing was changed.', 'Correct it and try again.')
  }
}
