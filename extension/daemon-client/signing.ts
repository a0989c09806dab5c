import { toBase64 } from '../../shared/base64.ts'
import { canonical, toBytes } from '../../shared/canonical.ts'
import type { ApprovalStatement } from '../../shared/plan.ts'

export type Statement = ReturnType<typeof ApprovalStatement.parse>

/** The device's signature (Ed25519 over the statement's canonical bytes) that goes into the audit: this device decided exactly this. */
export async function signStatement(key: CryptoKey, statement: Statement): Promise<string> {
  return toBase64(new Uint8Array(await crypto.subtle.sign('Ed25519', key, toBytes(canonical(statement)))))
}
