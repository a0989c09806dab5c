import type { Sha256 } from './merkle.ts'

/**
 * Checkpoints of the record in the C2SP formats tlog-checkpoint (https://c2sp.org/tlog-checkpoint) and signed-note
 * (https://c2sp.org/signed-note), so that the tools and witnesses of transparency logs can read them.
 * No package is imported: the verifier of a record needs none. Signing and verifying are the caller's.
 */

/** What a log states of itself: under this name it has this many entries, and this is the root over them. */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** Who signs checkpoints. `id` tells keys of one name apart. */
export interface VerifierKey {
  readonly name: string
  readonly id: Uint8Array
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
}

/** A signed checkpoint taken apart, its signatures not verified yet. */
export interface Note {
  readonly checkpoint: Checkpoint
  /** What is signed: the bytes of the text up to and with its last newline. */
  readonly message: Uint8Array
  readonly signatures: readonly { readonly name: string; readonly id: Uint8Array; readonly signature: Uint8Array }[]
}

/** signed-note's type byte of Ed25519. */
const ED25519 = 0x01
const encoder = new TextEncoder()

/** The text that is signed: origin, size, root, each with its newline. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${encode(root)}\n`
}

/** The first 4 bytes of SHA-256(name || 0x0A || 0x01 || public key). */
export function verifierKey(name: string, publicKey: Uint8Array, sha256: Sha256): VerifierKey {
  const content = Uint8Array.from([...encoder.encode(`${name}\n`), ED25519, ...publicKey])
  return { name, publicKey, id: sha256(content).slice(0, 4) }
}

/** `name+id+key`, as signed-note's tools print and read a verifier key ("vkey"). */
export function verifierKeyText({ name, id, publicKey }: VerifierKey): string {
  return `${name}+${hex(id)}+${encode(Uint8Array.from([ED25519, ...publicKey]))}`
}

/** Null for anything but the vkey of an Ed25519 key whose id is right. */
export function readVerifierKey(text: string, sha256: Sha256): VerifierKey | null {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? []
  const bytes = encoded === undefined ? null : decode(encoded)
  if (name === undefined || bytes?.length !== 33 || bytes[0] !== ED25519) return null
  const key = verifierKey(name, bytes.slice(1), sha256)
  return hex(key.id) === id ? key : null
}

/** The checkpoint with its signature, ready to be handed out. */
export function noteText(checkpoint: Checkpoint, key: VerifierKey, signature: Uint8Array): string {
  return `${checkpointText(checkpoint)}\n— ${key.name} ${encode(Uint8Array.from([...key.id, ...signature]))}\n`
}

/** Reads one note; null for anything malformed. Lines after the root (extensions) are kept in what is signed. */
export function readNote(text: string): Note | null {
  const [, body, lines] = /^((?:[^\n]+\n){3,16})\n((?:— [^\n]+\n){1,16})$/.exec(text) ?? []
  if (body === undefined || lines === undefined) return null
  const [origin = '', size = '', root = ''] = body.split('\n')
  const hash = decode(root)
  if (!/^(0|[1-9][0-9]{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)) || hash?.length !== 32) return null
  const signatures = lines.trimEnd().split('\n').flatMap((line) => {
    const [, name, encoded = ''] = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? []
    const bytes = decode(encoded)
    return name === undefined || bytes === null || bytes.length <= 4 ? [] : [{ name, id: bytes.slice(0, 4), signature: bytes.slice(4) }]
  })
  return { checkpoint: { origin, size: Number(size), root: hash }, message: encoder.encode(body), signatures }
}

/** Reads notes that follow each other, as a witness's file holds them. Null when any text between is no note. */
export function readNotes(text: string): Note[] | null {
  const parts = text.replaceAll('\r\n', '\n').match(/(?:[^\n]+\n){3,16}\n(?:— [^\n]+\n){1,16}/g) ?? []
  const rest = parts.reduce((left, part) => left.replace(part, ''), text.replaceAll('\r\n', '\n'))
  const notes = parts.map(readNote)
  return notes.length === 0 || rest.trim() !== '' || notes.includes(null) ? null : notes.filter((note) => note !== null)
}

/** The signature by `key` in a note of the log that the key is named after; null when there is none. */
export function signatureBy(key: VerifierKey, note: Note): Uint8Array | null {
  if (note.checkpoint.origin !== key.name) return null
  const found = note.signatures.find(({ name, id }) => name === key.name && hex(id) === hex(key.id))
  return found?.signature.length === 64 ? found.signature : null
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Base64 as in `base64.ts`, which would bring in a package. */
const encode = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

function decode(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null
  const bytes = Uint8Array.from(atob(text), (symbol) => symbol.charCodeAt(0))
  return encode(bytes) === text ? bytes : null
}
