/**
 * DNS rebinding: a page's own name is made to resolve to 127.0.0.1, so the browser takes the daemon for the page's own server. What it
 * can't change is the Host that it sends. Each request here is validly signed, so that nothing but the host can be what refuses it.
 */
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDaemon, type PairedDevice, type TestDaemon } from '../protocol/daemon.ts'
import { code, exchange, requestText, signedParts, statuses } from '../protocol/raw.ts'

let daemon: TestDaemon
let device: PairedDevice
let port: string
beforeAll(async () => {
  daemon = await startDaemon()
  device = await daemon.pairDevice(null)
  port = daemon.authority.split(':')[1] ?? ''
})
afterAll(() => daemon[Symbol.asyncDispose]())

async function withHost(...hosts: string[]): Promise<string> {
  const { fields, body } = await signedParts(device, '/v1/plans', '{}')
  const others = fields.filter(([name]) => name !== 'Host')
  return exchange(daemon.authority, requestText('POST /v1/plans', [...hosts.map((host) => ['Host', host] as const), ...others], body))
}

describe('DNS rebinding', () => {
  it('is no matter for the right host: the same request passes', async () => {
    expect(statuses(await withHost(daemon.authority))).toEqual([200])
    expect(daemon.calls.splice(0)).toHaveLength(1)
  })

  it.each([
    'evil.example', 'evil.example:PORT', 'localhost:PORT', 'LOCALHOST:PORT', 'localhost.:PORT', '[::1]:PORT', '[::ffff:127.0.0.1]:PORT', '127.0.0.1',
    '127.0.0.1:80', '127.0.0.1.:PORT', '127.1:PORT', '0x7f.1:PORT', '2130706433:PORT', '0177.0.0.1:PORT', '0.0.0.0:PORT', '127.0.0.2:PORT',
    '127.0.0.1:0PORT', 'a@127.0.0.1:PORT', '127.0.0.1:PORT@evil.example', '127.0.0.1:PORT, evil.example', '127.0.0.1:PORT#', '127.0.0.1:PORT/x', '127。0。0。1:PORT', '',
  ])('is refused by the host %j', async (host) => {
    const received = await withHost(host.replace('PORT', port))
    expect(statuses(received)).toHaveLength(1)
    expect(code(received)).toMatch(/^(?:host-refused|malformed-request)$/)
    expect(statuses(received)[0]).toBeGreaterThanOrEqual(400)
    expect(statuses(received)[0]).toBeLessThan(500)
    expect(daemon.calls).toEqual([])
  })

  it('is refused without a host, with two, and with two of which one is right, in either order', async () => {
    for (const hosts of [[], [daemon.authority, daemon.authority], [daemon.authority, 'evil.example'], ['evil.example', daemon.authority]]) {
      const received = await withHost(...hosts)
      expect(code(received), hosts.join()).toBe('host-refused')
      expect(statuses(received)).toEqual([421])
    }
    expect(daemon.calls).toEqual([])
  })

  it('is refused where the address line names another host than Host does', async () => {
    const { fields, body } = await signedParts(device, '/v1/plans', '{}')
    for (const target of [`http://evil.example/v1/plans`, `http://${daemon.authority}/v1/plans`, '//evil.example/v1/plans', 'evil.example:80', '*']) {
      const received = await exchange(daemon.authority, requestText(`POST ${target}`, fields, body))
      expect(statuses(received).every((status) => status >= 400 && status < 500), target).toBe(true)
    }
    expect(daemon.calls).toEqual([])
  })

  it('finds nobody at any other address of this machine', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []).filter((each) => each.address !== '127.0.0.1')
    const hosts = ['::1', '127.0.0.2', ...addresses.filter((each) => each.scopeid === undefined || each.scopeid === 0).map((each) => each.address)]
    for (const host of hosts) {
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connect({ host, port: Number(port) }, () => resolve(true))
        socket.once('error', () => resolve(false))
        socket.once('close', () => socket.destroy())
      })
      expect(reached, host).toBe(false)
    }
  })
})
