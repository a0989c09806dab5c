import { afterEach, describe, expect, it } from 'vitest'
import { pipe, startProduct, Terminal, type Product } from './harness/index.ts'
import { daemonCommand } from '../../daemon/setup/daemon-command.mjs'

let product: Product | undefined
const processes: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of processes.splice(0)) await one.close()
  await product?.close()
})

describe('a daemon whose output is no terminal', () => {
  it('prints no code; countersign watch shows it', async () => {
    product = await startProduct()
    // The product's own daemon gives its folder to one that writes into a pipe, as under a service manager.
    product.terminal.kill('SIGINT')
    await product.terminal.ended
    const piped = pipe(process.execPath, daemonCommand({ port: '0', sandboxPort: '0' }), product.environment)
    processes.push({ close: async () => {
      await product?.json('stop').result
      const { output } = await piped.result
      expect(output).toContain('countersign watch')
      expect(output).not.toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4} there/)
    } })
    await expect.poll(async () => (await product?.json('status').result)?.status, { timeout: 60_000 }).toBe(0)

    const lonely = product.command('pair')
    await lonely.read(/countersign watch/)
    expect(await lonely.ended).toBe(1)

    const watch: Terminal = product.command('watch')
    await watch.read(/Watching/)
    const pairing = product.command('pair')
    await pairing.read(/Code: $/)
    pairing.type(`${await watch.pairingCode()}\r`)
    await pairing.read(/Paired with the daemon/)
    expect(await pairing.ended).toBe(0)
  })
})
