import { z } from 'zod'
import { CountersignError } from '../../shared/errors.ts'
import type { Pairing } from '../../shared/pair.ts'
import { authoritySchema, deviceIdSchema, publicKeySchema } from '../../shared/pairing.ts'

/**
 * What this browser keeps of its daemon, in IndexedDB because a CryptoKey that can't be exported can be kept nowhere else. The pairing and
 * its key stand in one record: neither is worth anything without the other, and both go together.
 */
export interface Kept { readonly pairing: Pairing, readonly key: CryptoKeyPair }

const pairingSchema = z.object({ authority: authoritySchema, deviceId: deviceIdSchema, daemonPublicKey: publicKeySchema })
const keySchema = z.object({ publicKey: z.instanceof(CryptoKey), privateKey: z.instanceof(CryptoKey) })
const witnessSchema = z.object({ daemonPublicKey: publicKeySchema, auditKey: z.string(), checkpoint: z.string() })

/** The last checkpoint of the audit that was seen and proven, the key that signs them, and whose daemon it was. */
export type Witnessed = z.infer<typeof witnessSchema>

const database = 'countersign'
const table = 'kept'

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(new CountersignError('keeping-failed', 'The browser could not open what it keeps for this extension.', 'Free some disk space, and open the panel again.', { cause: request.error }))
  })
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(database, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(table)
  return settled(request)
}

async function read(name: string): Promise<unknown> {
  const opened = await open()
  try {
    return await settled(opened.transaction(table).objectStore(table).get(name))
  } finally {
    opened.close()
  }
}

/** Writes durably: "strict" waits until it is on the disk, because a checkpoint that is forgotten is a history that may go back. */
async function write(change: (store: IDBObjectStore) => void): Promise<void> {
  const opened = await open()
  try {
    const transaction = opened.transaction(table, 'readwrite', { durability: 'strict' })
    change(transaction.objectStore(table))
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(new CountersignError('keeping-failed', 'The browser could not keep the pairing.', 'Free some disk space, and pair again.', { cause: transaction.error }))
    })
  } finally {
    opened.close()
  }
}

/** The pairing, or null where there is none, or none that this version can read. */
export async function readKept(): Promise<Kept | null> {
  const value = z.object({ pairing: pairingSchema, key: keySchema }).safeParse(await read('pairing'))
  return value.success ? value.data : null
}

/** Keeps a new pairing. The witness stays: if it is the same daemon, what it showed before still has to hold. */
export const keep = (kept: Kept): Promise<void> => write((store) => store.put(kept, 'pairing'))

/** Forgets everything of the daemon: the key, and the checkpoint. Only ever by the person's own press. */
export const forget = (): Promise<void> => write((store) => { store.delete('pairing'); store.delete('witness') })

export async function readWitness(): Promise<Witnessed | null> {
  const value = witnessSchema.safeParse(await read('witness'))
  return value.success ? value.data : null
}

export const keepWitness = (witnessed: Witnessed): Promise<void> => write((store) => store.put(witnessed, 'witness'))
