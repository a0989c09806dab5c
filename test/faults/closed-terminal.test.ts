import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { patience, sandboxOf, startProduct, unauthorised, type Product } from '../e2e/harness/index.ts'

/**
 * The daemon as `npm start` runs it: in a terminal, whose Ctrl-C and whose closed window reach every process of the foreground group at
 * once. Only the daemon may decide what they mean: what is in flight finishes, and nothing more begins.
 */
let product: Product
beforeAll(async () => {
  product = await startProduct()
  await product.terminal.pairingCode() // the first start prints one, and the command asks for another
  const before = product.terminal.mark
  const pairing = product.command('pair')
  await pairing.read(/Code: $/)
  pairing.type(`${await product.terminal.pairingCode(before)}\r`)
  expect(await pairing.ended).toBe(0)
}, 240_000)
afterAll(async () => { await product?.close() })

const calls = () => sandboxOf(product).calls()

/** Asks and approves. @returns the run's command, which waits for its end */
async function begin(words: string) {
  const { values: [plan] } = await product.json('ask', words).result
  expect(plan).toMatchObject({ type: 'plan', state: 'awaiting' })
  const before = product.terminal.mark
  const approving = product.json('approve', String(plan?.id))
  approving.type(await product.terminal.approvalCode(before))
  return approving
}

/** Begins a change whose call at the cloud takes long, and comes back in the middle of that call. */
async function inFlight(words: string, action: 'create' | 'update', name: string): Promise<void> {
  await sandboxOf(product).request('POST', '/faults', { mode: 'slow', kind: 'sites', action, name, milliseconds: 5000 })
  const after = (await calls()).length
  void (await begin(words)).result
  await expect.poll(async () => (await calls()).slice(after).map(call => `${call.action} ${call.name} ${call.outcome}`), { timeout: patience, interval: 20 })
    .toContain(`${action} ${name} unknown`)
}

const lastRun = async () => {
  const [listed] = (await product.json('runs').result).values
  return (listed as { runs: Record<string, unknown>[] } | undefined)?.runs[0]
}
const stored = () => JSON.parse(readFileSync(path.join(product.home, 'sandbox/state/.pulumi/stacks/shop/dev.json'), 'utf8')) as {
  checkpoint: { latest: { pending_operations?: unknown[], resources: { urn: string }[] } }
}

it('Ctrl-C while a create is in flight lets it finish, and the run is stopped with nothing uncertain', async () => {
  expect((await (await begin('set search to false')).result).status).toBe(0)
  await inFlight('set search to true', 'create', 'search')
  product.terminal.type('\x03')
  expect(await product.terminal.ended).toBe(0)
  await product.restart()
  expect(await lastRun()).toMatchObject({ state: 'stopped', conclusion: expect.stringContaining('what was in flight has finished') })
  const { pending_operations: pending = [], resources } = stored().checkpoint.latest
  expect([pending, resources.filter(({ urn }) => urn.endsWith('Site::search')).length]).toEqual([[], 1])
  expect((await calls()).filter(call => call.action === 'create' && call.kind === 'sites' && call.name === 'search').at(-1)?.outcome).toBe('done')
})

it('so does closing the window', async () => {
  await inFlight('set replicas to 5', 'update', 'web')
  product.terminal.closeWindow()
  await product.terminal.ended
  await product.restart()
  expect(await lastRun()).toMatchObject({ state: 'stopped', conclusion: expect.stringContaining('what was in flight has finished') })
  expect([stored().checkpoint.latest.pending_operations ?? [], await sandboxOf(product).replicas('web')]).toEqual([[], 5])
  expect(await unauthorised(product, (await product.json('audit').result).values)).toEqual([])
})
