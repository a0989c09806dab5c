import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Config, runtime } from '@pulumi/pulumi'
import type { dynamic } from '@pulumi/pulumi'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { startCloud } from './index.ts'
import type { RunningCloud } from './index.ts'

/** The program is CommonJS with types of its own; it is loaded as Pulumi would, by its path. */
const load = (file: string): Promise<Record<string, (...given: unknown[]) => unknown>> => import(new URL(`./shop/${file}`, import.meta.url).href)

describe('the settings', () => {
  const read = async (values: Record<string, string>) => {
    runtime.setAllConfig(Object.fromEntries(Object.entries(values).map(([key, value]) => [`shop:${key}`, value])))
    return (await load('settings.ts'))['readSettings']?.(new Config('shop'))
  }

  it('are, without configuration, the defaults that Pulumi.yaml tells people', async () => {
    const file = parse(readFileSync(new URL('./shop/Pulumi.yaml', import.meta.url), 'utf8')) as { config: Record<string, { default: unknown, description: string }> }
    const told = Object.fromEntries(Object.entries(file.config).map(([key, one]) => [key.replace('shop:', ''), one.default]))
    expect(await read({})).toEqual(told)
    for (const one of Object.values(file.config)) expect(one.description.length).toBeGreaterThan(20)
  })

  it.each([
    ['replicas', '0', 'a whole number from 1 to 10'], ['replicas', 'three', 'a whole number from 1 to 10'], ['searchReplicas', '11', 'from 1 to 10'],
    ['databaseTier', 'huge', 'one of small, medium, large'], ['search', 'yes', 'true or false'], ['banner', 'x'.repeat(201), 'at most 200'],
  ])('refuse %s = %s in plain words', async (key, value, words) => {
    await expect(read({ [key]: value })).rejects.toThrow(words)
  })
})

describe('a provider', () => {
  let folder: string
  let cloud: RunningCloud
  let sites: Required<dynamic.ResourceProvider>
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cloud-'))
    cloud = await startCloud({ port: 0, folder })
    vi.stubEnv('SANDBOX_URL', cloud.url)
    vi.stubEnv('SANDBOX_TOKEN_FILE', cloud.tokenFile)
    vi.stubEnv('COUNTERSIGN_OPERATION', 'run-1')
    const kind = { collection: 'sites', key: 'name', fixed: [], mutable: ['content', 'banner', 'replicas', 'database'], once: [], facts: ['uid'] }
    sites = (await load('provider.ts'))['sandboxProvider']?.(kind) as Required<dynamic.ResourceProvider>
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    await cloud.close()
    rmSync(folder, { recursive: true })
  })
  const arm = (fault: object) => fetch(`${cloud.url}/api/v1/faults`, {
    method: 'POST', headers: { authorization: `Bearer ${cloud.token}`, 'content-type': 'application/json' }, body: JSON.stringify(fault),
  })
  const web = { name: 'web', content: 'Hello', replicas: 2 }

  it('creates, reads what changed outside, updates and deletes', async () => {
    const { id, outs } = await sites.create(web)
    expect([id, outs]).toMatchObject(['sites/web', { name: 'web', replicas: 2 }])
    await fetch(`${cloud.url}/api/v1/sites/web`, { method: 'PATCH', headers: { authorization: `Bearer ${cloud.token}`, 'content-type': 'application/json' }, body: '{"replicas":5}' })
    expect(await sites.read(id, outs)).toMatchObject({ id, props: { replicas: 5 }, inputs: { replicas: 5 } })
    expect(await sites.update(id, outs, { ...web, replicas: 3 })).toMatchObject({ outs: { replicas: 3 } })
    await sites.delete(id, outs)
    expect(await sites.read(id, outs)).toEqual({ id: '' })
    await sites.delete(id, outs)
  })

  it('makes one resource when the answer to its create was lost', async () => {
    await arm({ mode: 'drop' })
    expect((await sites.create(web)).id).toBe('sites/web')
  })

  it('says that it does not know when a call without a tag was lost', async () => {
    vi.stubEnv('COUNTERSIGN_OPERATION', '')
    await arm({ mode: 'drop' })
    await expect(sites.create(web)).rejects.toThrow('whether it was done is not known')
  })

  it('passes on why the cloud refused', async () => {
    await arm({ mode: 'fail' })
    await expect(sites.create(web)).rejects.toThrow('sites/web was not created: The sandbox was told to fail')
  })

  it('keeps address and token out of what it stores', async () => {
    const { outs } = await sites.create(web)
    const stored = JSON.stringify(outs) + (await runtime.serializeFunction(() => sites, { allowSecrets: true })).text
    expect(stored).not.toContain(cloud.token)
    expect(stored).not.toContain(cloud.url)
  })
})
