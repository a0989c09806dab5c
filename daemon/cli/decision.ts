import { randomText, toBase64 } from '../../shared/base64.ts'
import { canonical, toBytes, type Json } from '../../shared/canonical.ts'
import type { ApprovalStatement } from '../../shared/plan.ts'

/** Ed25519 over the canonical bytes of what was decided: it goes into the record and says later that it was this device. */
export async function signDecision(key: CryptoKey, statement: ApprovalStatement): Promise<string> {
  return toBase64(new Uint8Array(await crypto.subtle.sign('Ed25519', key, toBytes(canonical(statement as Json)))))
}

/** How long a rejection's statement is good for, in milliseconds: as long as a code is. */
const rejectionLifetime = 120_000

/** To reject needs no code and so no challenge of the daemon's; one is drawn here, so that no two statements are the same. */
export const rejectionOf = (digest: string): ApprovalStatement => ({
  format: 'countersign/approval/1', digest, challenge: randomText(16), decision: 'reject',
  expiresAt: new Date(Date.now() + rejectionLifetime).toISOString(), acknowledged: [],
})
