import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startCloud } from '../server.ts'
import type { RunningCloud } from '../server.ts'

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

/** A browser's part: the page's form field and cookie. */
async function open(path: string) {
  const answer = await fetch(cloud.url + path)
  const text = await answer.text()
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const field = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
  return { answer, text, cookie, field }
}
type Page = { cookie: string, field: string }
const submit = (path: string, page: Page, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(cloud.url + path, {
    method: 'POST', redirect: 'manual', headers: { origin: cloud.url, cookie: page.cookie, ...headers },
    body: new URLSearchParams({ csrf: page.field, ...fields }),
  })
async function sites() {
  const answer = await fetch(`${cloud.url}/api/v1/sites`, { headers: { authorization: `Bearer ${cloud.token}` } })
  return (await answer.json() as { sites: Record<string, unknown>[] }).sites
}

it('creates, edits and deletes, with an address for each resource', async () => {
  const page = await open('/console/sites')
  const made = await submit('/console/sites', page, { name: 'web', content: 'Hi', replicas: '2' })
  expect([made.status, made.headers.get('location')]).toEqual([303, '/console/sites/web?said=created'])
  expect((await open('/console/sites/web')).text).toContain('<h1>web</h1>')
  await submit('/console/sites/web', page, { do: 'update', content: 'Hi', banner: '', replicas: '4' })
  expect(await sites()).toMatchObject([{ name: 'web', replicas: 4 }])
  await submit('/console/sites/web', page, { do: 'delete' })
  expect(await sites()).toEqual([])
})

it('changes nothing for a form that another page sent', async () => {
  const page = await open('/console/sites')
  const fields = { name: 'web', content: 'Hi', replicas: '2' }
  const attempts = [
    submit('/console/sites', page, fields, { origin: 'https://evil.example' }),
    submit('/console/sites', page, fields, { origin: 'null' }),
    submit('/console/sites', page, fields, { 'sec-fetch-site': 'cross-site' }),
    submit('/console/sites', { ...page, field: 'x'.repeat(43) }, fields),
    submit('/console/sites', { ...page, cookie: '' }, fields),
    submit('/console/sites', page, { ...fields, csrf: '' }),
  ]
  expect((await Promise.all(attempts)).map(answer => answer.status)).toEqual([403, 403, 403, 403, 403, 403])
  expect(await sites()).toEqual([])
})

it('says on every page that it is a sandbox, without inline script or style', async () => {
  for (const path of ['/', '/console/sites', '/console/databases', '/console/routes', '/console/calls']) {
    const { answer, text } = await open(path)
    expect(text).toContain('Sandbox: everything here is on this machine')
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/)
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
  }
})

it('shows a refusal in words and keeps what was there', async () => {
  const page = await open('/console/databases')
  await submit('/console/databases', page, { name: 'main', tier: 'small' })
  await submit('/console/databases/main', page, { do: 'update', tier: 'small', protected: 'on' })
  const refused = await submit('/console/databases/main', page, { do: 'delete' })
  expect(refused.status).toBe(409)
  expect(await refused.text()).toContain('Database main is protected from deletion; nothing was changed.')
})

it('escapes what resources and addresses bring', async () => {
  const page = await open('/console/sites')
  await submit('/console/sites', page, { name: 'web', content: '"><img src=x onerror=alert(1)>', replicas: '1' })
  expect((await open('/console/sites/web')).text).not.toContain('<img')
  expect((await open('/console/sites/%3Cimg%20src=x%3E')).text).not.toContain('<img')
  expect((await open('/?said=%3Cimg%3E')).text).not.toContain('<img')
})

it('arms a failure that the next change meets', async () => {
  const page = await open('/')
  await submit('/console/faults', page, { action: 'create', mode: 'fail' })
  const refused = await submit('/console/sites', page, { name: 'web', content: 'Hi', replicas: '2' })
  expect(refused.status).toBe(503)
  expect(await sites()).toEqual([])
})
