import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startCloud } from './server.ts'
import type { RunningCloud } from './server.ts'

let folder: string
let cloud: RunningCloud
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloud-'))
  cloud = await startCloud({ port: 0, folder })
})
afterEach(async () => {
  await cloud.close()
  rmSync(folder, { recursive: true })
})

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(cloud.url + path, {
    method,
    headers: { authorization: `Bearer ${cloud.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return { status: answer.status, body: await answer.json() as Record<string, unknown> & { error?: { code: string } } }
}
const web = { name: 'web', content: 'Hello', replicas: 2 }

/** A request with headers that fetch would not let us set. */
function raw(headers: Record<string, string>, path = '/'): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: cloud.port, path, headers }, response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).on('error', reject).end()
  })
}

describe('sites', () => {
  it('serve from as many listeners as they have replicas, in turn', async () => {
    await call('POST', '/api/v1/sites', web)
    const seen = []
    for (let time = 0; time < 4; time++) {
      const answer = await fetch(`${cloud.url}/s/web`)
      expect(await answer.text()).toContain('Hello')
      seen.push(answer.headers.get('x-replica'))
    }
    expect(seen).toEqual(['1', '2', '1', '2'])
  })

  it('start and stop real listeners when they are scaled', async () => {
    const made = await call('POST', '/api/v1/sites', { ...web, replicas: 3 })
    const ports = (made.body['listeners'] as { port: number }[]).map(one => one.port)
    expect(await Promise.all(ports.map(port => fetch(`http://127.0.0.1:${port}/`).then(answer => answer.status)))).toEqual([200, 200, 200])
    await call('PATCH', '/api/v1/sites/web', { replicas: 1 })
    await expect(fetch(`http://127.0.0.1:${ports[2]}/`)).rejects.toThrow()
    expect((await fetch(`http://127.0.0.1:${ports[0]}/`)).status).toBe(200)
  })

  it('show their content as text, never as markup', async () => {
    await call('POST', '/api/v1/sites', { ...web, content: '<script>alert(1)</script>' })
    const answer = await fetch(`${cloud.url}/s/web`)
    expect(await answer.text()).not.toContain('<script>')
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  })

  it.each([{ replicas: 0 }, { replicas: 11 }, { replicas: 1.5 }, { name: 'Web' }, { name: '../x' }, { content: 'a\u202eb' }, { extra: 1 }])('refuse %o', async wrong => {
    const answer = await call('POST', '/api/v1/sites', { ...web, ...wrong })
    expect([answer.status, answer.body.error?.code]).toEqual([422, 'invalid'])
    expect((await call('GET', '/api/v1/sites')).body['sites']).toEqual([])
  })
})

describe('databases', () => {
  const main = { name: 'main', tier: 'small', encoding: 'UTF-16', sampleRows: 12 }

  it('are SQLite files that hold their rows', async () => {
    const made = await call('POST', '/api/v1/databases', main)
    expect(made.body).toMatchObject({ rows: 12, tier: 'small' })
    const file = readFileSync(join(folder, 'databases', `${String(made.body['uid'])}.sqlite`))
    expect(file.subarray(0, 15).toString()).toBe('SQLite format 3')
    expect(file.readUInt32BE(56), 'text encoding in the header: UTF-16le').toBe(2)
  })

  it('that are protected refuse to be deleted', async () => {
    await call('POST', '/api/v1/databases', { ...main, protected: true })
    expect((await call('DELETE', '/api/v1/databases/main')).body.error?.code).toBe('protected')
    await call('PATCH', '/api/v1/databases/main', { protected: false })
    expect((await call('DELETE', '/api/v1/databases/main')).status).toBe(200)
  })

  it('are really full when the tier has no more room, and take nothing of what was too much', async () => {
    await call('POST', '/api/v1/databases', { ...main, sampleRows: 40_000 })
    expect((await call('POST', '/api/v1/databases/main/rows', { count: 50_000 })).body.error?.code).toBe('full')
    expect((await call('GET', '/api/v1/databases/main')).body['rows']).toBe(40_000)
    await call('PATCH', '/api/v1/databases/main', { tier: 'medium' })
    expect((await call('POST', '/api/v1/databases/main/rows', { count: 50_000 })).body['rows']).toBe(90_000)
    expect((await call('PATCH', '/api/v1/databases/main', { tier: 'small' })).body.error?.code).toBe('too-small')
  })
})

describe('routes', () => {
  it('lead to their site and keep it from being deleted', async () => {
    await call('POST', '/api/v1/sites', web)
    expect((await call('POST', '/api/v1/routes', { path: 'shop/home', site: 'web' })).status).toBe(201)
    expect(await (await fetch(`${cloud.url}/r/shop/home`)).text()).toContain('Hello')
    expect((await call('GET', '/api/v1/routes/shop%2Fhome')).body['site']).toBe('web')
    expect((await call('DELETE', '/api/v1/sites/web')).body.error?.code).toBe('in-use')
    await call('DELETE', '/api/v1/routes/shop%2Fhome')
    expect((await call('DELETE', '/api/v1/sites/web')).status).toBe(200)
  })

  it('to a site that is not there are refused', async () => {
    expect((await call('POST', '/api/v1/routes', { path: 'shop', site: 'none' })).body.error?.code).toBe('invalid')
  })
})

describe('a create', () => {
  it('may be repeated under its operation tag and makes one resource', async () => {
    const first = await call('POST', '/api/v1/sites', web, { 'x-operation': 'run-1' })
    const again = await call('POST', '/api/v1/sites', web, { 'x-operation': 'run-1' })
    expect([first.status, again.status, again.body['uid']]).toEqual([201, 200, first.body['uid']])
    expect(again.body['repeated']).toBe(true)
  })

  it('of a taken name under another tag is refused', async () => {
    await call('POST', '/api/v1/sites', web, { 'x-operation': 'run-1' })
    expect((await call('POST', '/api/v1/sites', web, { 'x-operation': 'run-2' })).body.error?.code).toBe('exists')
    expect((await call('POST', '/api/v1/sites', web)).body.error?.code).toBe('exists')
  })
})

describe('the state', () => {
  it('comes back after a restart, listeners, rows and all', async () => {
    await call('POST', '/api/v1/databases', { name: 'main', tier: 'small', sampleRows: 7 })
    await call('POST', '/api/v1/sites', { ...web, database: 'main' })
    await call('POST', '/api/v1/routes', { path: 'shop', site: 'web' })
    const before = (await call('GET', '/api/v1/world')).body
    await cloud.close()
    cloud = await startCloud({ port: 0, folder })
    expect((await call('GET', '/api/v1/world')).body).toEqual(before)
    expect(await (await fetch(`${cloud.url}/r/shop`)).text()).toContain('7 rows in main')
  })

  it('that is damaged stops the start and stays as it is', async () => {
    await cloud.close()
    writeFileSync(join(folder, 'cloud.json'), '{"version":1,')
    await expect(startCloud({ port: 0, folder })).rejects.toThrow(/can't be read; nothing was started/)
    expect(readFileSync(join(folder, 'cloud.json'), 'utf8')).toBe('{"version":1,')
    rmSync(join(folder, 'cloud.json'))
    cloud = await startCloud({ port: 0, folder })
  })
})

describe('the call log', () => {
  it('has every mutating call with its tag, refused ones too, and survives a restart with a torn last line', async () => {
    await call('POST', '/api/v1/sites', web, { 'x-operation': 'run-1' })
    await call('PATCH', '/api/v1/sites/web', { replicas: 5 }, { 'x-operation': 'run-2' })
    await call('DELETE', '/api/v1/sites/none')
    await cloud.close()
    writeFileSync(join(folder, 'calls.jsonl'), '{"phase":"rece', { flag: 'a' })
    cloud = await startCloud({ port: 0, folder })
    await call('DELETE', '/api/v1/sites/web')
    const { calls } = (await call('GET', '/api/v1/calls')).body as unknown as { calls: Record<string, unknown>[] }
    expect(calls.map(one => [one['action'], one['name'], one['operation'], one['outcome']])).toEqual([
      ['create', 'web', 'run-1', 'done'], ['update', 'web', 'run-2', 'done'], ['delete', 'none', null, 'not-found'], ['delete', 'web', null, 'done'],
    ])
    expect(calls[1]).toMatchObject({ before: { replicas: 2 }, after: { replicas: 5 } })
  })
})

describe('a fault', () => {
  it('fails the next operation that fits, once, and changes nothing', async () => {
    await call('POST', '/api/v1/faults', { mode: 'fail', kind: 'sites', action: 'create' })
    expect((await call('POST', '/api/v1/databases', { name: 'main', tier: 'small' })).status).toBe(201)
    expect((await call('POST', '/api/v1/sites', web)).status).toBe(503)
    expect((await call('POST', '/api/v1/sites', web)).status).toBe(201)
  })

  it('can let operations pass first', async () => {
    await call('POST', '/api/v1/faults', { mode: 'fail', skip: 1 })
    expect((await call('POST', '/api/v1/sites', web)).status).toBe(201)
    expect((await call('PATCH', '/api/v1/sites/web', { replicas: 3 })).status).toBe(503)
  })

  it('of mode drop does the operation and loses the answer', async () => {
    await call('POST', '/api/v1/faults', { mode: 'drop' })
    await expect(call('POST', '/api/v1/sites', web)).rejects.toThrow()
    expect((await call('GET', '/api/v1/sites/web')).body['replicas']).toBe(2)
  })

  it('of mode deny does the operation and answers with an error', async () => {
    await call('POST', '/api/v1/faults', { mode: 'deny' })
    expect((await call('POST', '/api/v1/sites', web)).status).toBe(503)
    expect((await call('GET', '/api/v1/sites/web')).body['replicas']).toBe(2)
    const { calls } = (await call('GET', '/api/v1/calls')).body as unknown as { calls: Record<string, unknown>[] }
    expect(calls.at(-1)).toMatchObject({ action: 'create', outcome: 'done' })
  })
})

describe('the API', () => {
  it('does nothing without its token', async () => {
    for (const authorization of ['', 'Bearer wrong', `Basic ${cloud.token}`]) {
      const answer = await fetch(`${cloud.url}/api/v1/sites`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify(web) })
      expect(answer.status).toBe(401)
    }
    expect((await call('GET', '/api/v1/calls')).body['calls']).toEqual([])
  })

  it.each(['localhost', 'evil.example', '127.0.0.1', '127.0.0.1.evil.example:80'])('does not answer under the name %s', async host => {
    expect(await raw({ host })).toBe(421)
  })

  it('refuses large bodies, other types and broken JSON', async () => {
    const send = (body: string, type = 'application/json') =>
      fetch(`${cloud.url}/api/v1/sites`, { method: 'POST', headers: { authorization: `Bearer ${cloud.token}`, 'content-type': type }, body }).then(answer => answer.status)
    expect([await send('x'.repeat(10_000_000)), await send('{}', 'text/plain'), await send('{'), await send('null')]).toEqual([413, 415, 422, 422])
  })

  it('keeps its token in a file of its owner alone', () => {
    expect([statSync(cloud.tokenFile).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700])
  })
})
