import { createClient, type Client } from '../../shared/client.ts'
import { importPrivateKey, readIdentity } from './identity.ts'

/** A signed connection to the paired daemon, and the key that signs decisions. */
export interface Connection {
  readonly client: Client
  readonly key: CryptoKey
}

/** Throws `not-paired` before anything is sent. */
export async function connectTo(home: string): Promise<Connection> {
  const identity = readIdentity(home)
  const key = await importPrivateKey(identity)
  const { authority, deviceId, daemonPublicKey } = identity
  return { client: createClient({ authority, fetch, deviceKey: key, deviceId, daemonPublicKey }), key }
}
