/** Another program, of another user of the machine say, that has the daemon's port: before the daemon came, or after it went. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { randomText, toBase64Url } from '../../shared/base64.ts'
import { createClient } from '../../shared/client.ts'
import { share } from '../../shared/cpace.ts'
import { pair } from '../../shared/pair.ts'
import { pairingExchange } from '../../shared/pairing.ts'
import { contentDigest, exportPublicKey, generateDeviceKey } from '../../shared/signature.ts'
import { fetchFrom, startDaemon } from '../protocol/daemon.ts'

interface Received { readonly path: string, readonly body: string }
interface Response { readonly status: number, readonly body: string, readonly headers?: Record<string, string> }

/** Has the port and answers as `respond` says; keeps every byte that it is sent. */
async function squat(port: number, respond: (request: Received, incoming: IncomingMessage) => Promise<Response>) {
  const received: Received[] = []
  const server = createServer((incoming, response) => {
    let body = ''
    incoming.on('data', (chunk) => (body += String(chunk)))
    incoming.on('end', () => {
      const request = { path: incoming.url ?? '', body }
      received.push(request)
      respond(request, incoming).then(
        ({ status, body: answer, headers }) => response.writeHead(status, headers).end(answer),
        (error: unknown) => response.destroy(error as Error),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
  return { received, authority: `127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: close }
}

/** Passes everything on to the daemon and its answers back, as a relay would. */
function relayTo(authority: string) {
  return async (request: Received, incoming: IncomingMessage) => {
    const names = ['content-type', 'content-digest', 'signature-input', 'signature', 'origin']
    const headers = Object.fromEntries(names.flatMap((name) => (typeof incoming.headers[name] === 'string' ? [[name, incoming.headers[name]]] : [])))
    const answer = await fetch(`http://${authority}${request.path}`, { method: 'POST', headers, body: request.body })
    return { status: answer.status, body: await answer.text(), headers: Object.fromEntries(answer.headers) }
  }
}

const secret = 'the words of the person'
const laptop = { name: 'Laptop', person: 'Ada', origin: null, fetch: fetchFrom(null) }

describe('a port squatter', () => {
  it('that took over a stopped daemon\'s port gets no byte of the application: only hello, and no signature', async () => {
    const daemon = await startDaemon()
    const { client } = await daemon.pairDevice()
    await daemon[Symbol.asyncDispose]()
    await using squatter = await squat(Number(daemon.authority.split(':')[1]), async () => ({ status: 200, body: '{}' }))
    await expect(client.post('/v1/ask', { message: crypto.randomUUID(), text: secret })).rejects.toMatchObject({ code: 'daemon-unverified' })
    await expect(client.events(0, () => {}, new AbortController().signal)).rejects.toMatchObject({ code: 'daemon-unverified' })
    expect(squatter.received.map(({ path }) => path)).toEqual(['/v1/hello', '/v1/hello'])
    expect(JSON.stringify(squatter.received)).not.toContain(secret)
  })

  it('that relays for a client which is led to its port gets no byte, though daemon and key are the true ones', async () => {
    await using daemon = await startDaemon()
    const device = await daemon.pairDevice(null)
    await using squatter = await squat(0, relayTo(daemon.authority))
    const { authority } = squatter
    const misled = createClient({ ...device.pairing, authority, fetch: device.fetch, deviceKey: device.keys.privateKey })
    await expect(misled.post('/v1/ask', { message: crypto.randomUUID(), text: secret })).rejects.toMatchObject({ code: 'daemon-unverified' })
    expect(squatter.received.map(({ path }) => path)).toEqual(['/v1/hello'])
    expect(daemon.calls).toEqual([])
  })

  it('can\'t pair: without the code its answer is refused, and the client keeps nothing', async () => {
    const keys = await generateDeviceKey()
    const codeOfPerson = '7KQM-2D9X'
    await using squatter = await squat(0, async ({ path, body }) => {
      if (path === '/v1/pair/finish') return { status: 200, body: JSON.stringify({ tag: randomText(64) }) }
      const { session } = JSON.parse(body) as { session: string }
      const own = share(pairingExchange('00000000', squatter.authority, Buffer.from(session, 'base64url')))
      const publicKey = toBase64Url(await exportPublicKey(keys.publicKey))
      const [deviceId, { authority }] = [`device-${randomText(12)}`, squatter]
      const daemon = { role: 'daemon', protocol: 'countersign/1', publicKey, epoch: randomText(16), deviceId, authority }
      return { status: 200, body: JSON.stringify({ point: toBase64Url(own.point), daemon }) }
    })
    const attempt = pair({ ...laptop, code: codeOfPerson, authority: squatter.authority, deviceKey: await generateDeviceKey() })
    await expect(attempt).rejects.toMatchObject({ code: 'pairing-wrong-code' })
    expect(JSON.stringify(squatter.received)).not.toContain(codeOfPerson.slice(0, 4))
  })

  it('can\'t pair by relaying to the true daemon while its operator waits: the address is part of the key', async () => {
    await using daemon = await startDaemon()
    await using squatter = await squat(0, relayTo(daemon.authority))
    const code = daemon.openPairing()
    const attempt = pair({ ...laptop, code, authority: squatter.authority, deviceKey: await generateDeviceKey() })
    await expect(attempt).rejects.toMatchObject({ code: expect.stringMatching(/^pairing-/) })
    expect(daemon.devices.list()).toEqual([])
  })

  it('can\'t pair by changing the address on the way, or by putting its own key in the device\'s place', async () => {
    await using daemon = await startDaemon()
    const mine = toBase64Url(await exportPublicKey((await generateDeviceKey()).publicKey))
    const relay = relayTo(daemon.authority)
    for (const change of ['address', 'key'] as const) {
      await using squatter = await squat(0, async ({ path, body }, incoming) => {
        const request = JSON.parse(body) as { device?: { authority: string, publicKey: string } }
        if (request.device !== undefined) {
          request.device.authority = daemon.authority
          if (change === 'key') request.device.publicKey = mine
        }
        const changed = JSON.stringify(request)
        incoming.headers['content-digest'] = contentDigest(Buffer.from(changed))
        const answer = await relay({ path, body: changed }, incoming)
        return { ...answer, body: answer.body.replaceAll(daemon.authority, squatter.authority) }
      })
      const code = daemon.openPairing()
      const attempt = pair({ ...laptop, code, authority: squatter.authority, deviceKey: await generateDeviceKey() })
      await expect(attempt).rejects.toMatchObject({ code: 'pairing-wrong-code' })
      expect(daemon.devices.list()).toEqual([])
    }
  })

  it('makes the daemon refuse to start, and say which port', async () => {
    await using squatter = await squat(0, async () => ({ status: 200, body: '' }))
    await expect(startDaemon({ port: Number(squatter.authority.split(':')[1]) })).rejects.toMatchObject({ code: 'port-in-use' })
  })
})
