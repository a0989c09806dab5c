import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { appendFileSync, copyFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../daemon/setup/project.mjs'
import { startProduct, type Product } from './harness/index.ts'

/** How many copies of the shop's front page the cloud really runs. */
async function replicas(product: Product): Promise<number> {
  const page = await fetch(`${product.console}/console/sites/web`)
  return Number(/replicas[^0-9]*(\d+)/i.exec((await page.text()).replace(/<[^>]*>/g, ' '))?.[1])
}

/** Asks for a plan as a program does, and returns it. */
async function plan(product: Product, ...words: string[]): Promise<Record<string, unknown> & { id: string, digest: string }> {
  const { status, values: [value] } = await product.json(...words).result
  expect([status, value?.type]).toEqual([0, 'plan'])
  return value as Record<string, unknown> & { id: string, digest: string }
}

describe('the same job through countersign in a terminal', () => {
  let product: Product
  beforeAll(async () => { product = await startProduct() }, 240_000)
  afterAll(async () => { await product?.close() })

  it('sends nothing before it is paired', async () => {
    const { status, values } = await product.json('ask', 'what is running?').result
    expect([status, values[0]]).toEqual([1, { error: { code: 'not-paired', message: expect.any(String), hint: expect.stringContaining('countersign pair') } }])
  })

  it('is paired with the code that a person reads on the daemon’s terminal', async () => {
    // The first start has printed a code; the command asks for a new one.
    const first = await product.terminal.pairingCode()
    const before = product.terminal.mark
    const terminal = product.command('pair')
    await terminal.read(/Code: $/)
    const code = await product.terminal.pairingCode(before)
    expect(code).not.toBe(first)
    terminal.type(`${code}\r`)
    await terminal.read(/Paired with the daemon/)
    expect(await terminal.ended).toBe(0)
  })

  it('answers a question', async () => {
    const { status, values: [answer] } = await product.json('ask', 'what', 'is', 'running?').result
    expect([status, answer?.type]).toEqual([0, 'answer'])
    expect(answer?.text).toContain('shop/dev')
  })

  it('makes a plan, changes nothing before its code is typed, and follows the run to its end', async () => {
    const { id, digest, state, risk, steps } = await plan(product, 'ask', 'scale the shop to 3 replicas')
    expect([state, risk]).toEqual(['awaiting', 'low'])
    expect(steps).toEqual(expect.arrayContaining([expect.objectContaining({ operation: 'set-config', parameters: { key: 'shop:replicas', value: 3 } })]))
    expect(await replicas(product)).toBe(2)

    const before = product.terminal.mark
    const terminal = product.command('approve', id)
    await terminal.read(/Code: $/)
    const code = await product.terminal.approvalCode(before)
    // The code is on the daemon's terminal and nowhere else.
    expect(terminal.text).not.toContain(code)
    expect(terminal.text).toContain(digest)
    terminal.type(`${code.slice(0, 3)} ${code.slice(3)}\r`)
    await terminal.read(/succeeded/)
    expect(await terminal.ended).toBe(0)
    expect(await replicas(product)).toBe(3)
  })

  it('writes exactly the bytes that were approved', async () => {
    const { values: [summary] } = await product.json('plan', 'plan-1').result
    const bytes = spawnSync(process.execPath, [path.join(root, 'daemon/cli/countersign.mjs'), 'plan', 'plan-1', '--bytes'], { env: product.environment })
    expect(createHash('sha256').update(bytes.stdout).digest('hex')).toBe(summary?.digest)
    expect(JSON.parse(String(bytes.stdout))).toEqual(summary?.plan)
  })

  it('takes the run back as a program does, with the code piped in', async () => {
    const { id } = await plan(product, 'undo', 'run-1')
    const before = product.terminal.mark
    const approve = product.json('approve', id)
    approve.type(await product.terminal.approvalCode(before))
    const { status, values } = await approve.result
    expect([status, values[0]]).toEqual([0, expect.objectContaining({ run: 'run-2', state: 'succeeded' })])
    expect(await replicas(product)).toBe(2)
  })

  it('refuses a wrong code three times, and then that code is void', async () => {
    const { id } = await plan(product, 'ask', 'set replicas to 4')
    const before = product.terminal.mark
    const terminal = product.command('approve', id)
    const right = await product.terminal.approvalCode(before)
    const wrong = right === '000000' ? '000001' : '000000'
    let from = 0
    for (const outcome of [/2 tries are left/, /One try is left/, /third wrong code/]) {
      await terminal.read(/Code: $/, from)
      from = terminal.mark
      terminal.type(`${wrong}\r`)
      await terminal.read(outcome, from)
    }
    expect(await terminal.ended).toBe(1)
    expect(await replicas(product)).toBe(2)
  })

  it('goes back at Ctrl-C: the code is void and nothing runs', async () => {
    const { id } = await plan(product, 'ask', 'set replicas to 5')
    const terminal = product.command('approve', id)
    await terminal.read(/Code: $/)
    terminal.type('\x03')
    await terminal.read(/nothing was changed/)
    expect(await terminal.ended).toBe(1)
    const { values: [runs] } = await product.json('runs').result
    expect(runs?.runs).toHaveLength(2)
  })

  it('rejects a plan with a comment, and that is on the record', async () => {
    const { id } = await plan(product, 'ask', 'set replicas to 6')
    const { status, values } = await product.json('reject', id, '--comment', 'not on a Friday').result
    expect([status, values[0]?.state]).toEqual([0, 'rejected'])
    const { values: entries } = await product.json('audit').result
    expect(JSON.stringify(entries.filter(({ kind }) => kind === 'plan.rejected'))).toContain('not on a Friday')
  })

  it('reads messages in order, with their ids', async () => {
    const classify = product.json('classify')
    classify.type('{"id":"one","text":"what is running?"}')
    classify.type('{"text":"delete the search"}')
    const { status, values } = await classify.result
    expect(status).toBe(0)
    expect(values.map(({ id, effect, requiresApproval }) => [id, effect, requiresApproval])).toEqual([['one', 'read', false], [undefined, 'change', true]])
  })

  it('verifies the record, and finds what was changed in a copy', async () => {
    const { status, values } = await product.json('audit', 'verify').result
    expect([status, values[0]]).toEqual([0, expect.objectContaining({ ok: true, size: expect.any(Number), root: expect.stringMatching(/^[0-9a-f]{64}$/) })])
    const copy = path.join(product.home, 'copy.db')
    copyFileSync(path.join(product.home, 'countersign.db'), copy)
    const text = spawnSync(process.execPath, ['-e', `
      const fs = require('node:fs'), file = ${JSON.stringify(copy)}, bytes = fs.readFileSync(file)
      const at = bytes.indexOf('not on a Friday'); bytes.write('not on a Monday', at); fs.writeFileSync(file, bytes); console.log(at)`], { encoding: 'utf8' })
    expect(Number(text.stdout)).toBeGreaterThan(0)
    const broken = await product.json('audit', 'verify', copy).result
    expect([broken.status, broken.values[0]?.ok]).toEqual([1, false])
    appendFileSync(copy, 'x')
  })

  it('says what it may do, and ends with the daemon', async () => {
    const { values: [status] } = await product.json('status').result
    expect(status).toMatchObject({ paired: true, approving: 'open' })
    const { values: [devices] } = await product.json('devices').result
    expect(devices?.devices).toHaveLength(1)
    const { status: stopped } = await product.json('stop').result
    expect(stopped).toBe(0)
    expect(await product.terminal.ended).toBe(0)
    const after = await product.json('ask', 'what is running?').result
    expect([after.status, after.values[0]]).toEqual([1, { error: expect.objectContaining({ code: 'daemon-unreachable' }) }])
  })
})
