/** HTTP by hand, for what no well-behaved client would send. */
import { connect, createServer, type AddressInfo } from 'node:net'
import { randomText } from '../../shared/base64.ts'
import { toBytes } from '../../shared/canonical.ts'
import type { Fetch } from '../../shared/exchange.ts'
import { contentDigest, signRequest } from '../../shared/signature.ts'
import { unverifiedHello } from '../../shared/pair.ts'
import type { PairedDevice } from './daemon.ts'

/** Sent behind everything: it ends the connection if it is reached, so that no test waits for a time to pass. */
const last = (authority: string) => `PURGE / HTTP/1.1\r\nHost: ${authority}\r\nConnection: close\r\n\r\n`

/** Everything that comes back until the connection is closed, without the answer to `last`. */
export function exchange(authority: string, bytes: Uint8Array | string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(authority.split(':')[1]) })
    let received = ''
    socket.on('data', (chunk) => (received += chunk.toString('latin1')))
    socket.on('error', () => socket.destroy()) // a reset is an answer too: whatever came before it counts
    socket.on('close', () => resolve(received.replace(/HTTP\/1\.1 405 (?:(?!HTTP\/1\.1)[^])*not PURGE[^]*$/, '')))
    socket.write(bytes)
    socket.write(last(authority))
  })
}

/** The statuses of all answers in what came back. */
export function statuses(received: string): number[] {
  return [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]))
}

/** The code in the last answer's JSON. */
export function code(received: string): string | null {
  return /"code":"([a-z-]+)"/.exec(received)?.[1] ?? null
}

export interface SignedParts { readonly fields: [name: string, value: string][], readonly body: string }

/** The header fields of a valid signed request of the device, Host and Content-Length included. */
export async function signedParts(
  device: PairedDevice, path: string, body: string, choice: { readonly created?: number, readonly epoch?: string } = {},
): Promise<SignedParts> {
  const { authority, deviceId } = device.pairing
  const digest = contentDigest(toBytes(body))
  const epoch = choice.epoch ?? (await unverifiedHello(device.fetch, authority)).epoch
  const created = choice.created ?? Math.floor(Date.now() / 1000)
  const request = { method: 'POST', authority, path, query: '?', contentDigest: digest }
  const signed = await signRequest(device.keys.privateKey, request, { created, nonce: randomText(16), keyId: deviceId, epoch })
  return {
    fields: [
      ['Host', authority], ['Content-Type', 'application/json'], ['Content-Length', String(toBytes(body).length)],
      ['Content-Digest', digest], ['Signature-Input', signed.signatureInput], ['Signature', signed.signature],
    ],
    body,
  }
}

/** A request as it goes over the wire. */
export function requestText(line: string, fields: readonly (readonly [string, string])[], body: string): string {
  return `${line} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}

/** Answers each connection with what `bytes` holds at the time, as soon as something arrives, and closes it. */
export async function startMirror(): Promise<AsyncDisposable & { readonly authority: string, bytes: Uint8Array }> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy()) // the client gave up on what it was sent
    socket.once('data', () => socket.end(mirror.bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const mirror = {
    authority: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: new Uint8Array(),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return mirror
}

/** A fetch whose answers to `path` pass through `change` on their way, byte by byte as they came from the daemon. */
export function tamperedFetch(
  device: PairedDevice, path: string, mirror: { readonly authority: string, bytes: Uint8Array }, change: (answer: Buffer) => Uint8Array,
): Fetch {
  return async (url, init) => {
    if (new URL(url).pathname !== path) return device.fetch(url, init)
    const body = Buffer.from(init.body as Uint8Array).toString()
    const length = String(Buffer.byteLength(body))
    const sent = init.headers as Record<string, string>
    const fields = Object.entries({ ...sent, host: device.pairing.authority, 'content-length': length })
    mirror.bytes = change(Buffer.from(await exchange(device.pairing.authority, requestText(`POST ${path}`, fields, body)), 'latin1'))
    return fetch(`http://${mirror.authority}${path}`, init)
  }
}
