import type { Client } from '../../shared/client.ts'
import { fromBase64 } from '../../shared/base64.ts'
import { digestOf, parseCanonical } from '../../shared/canonical.ts'
import { CountersignError } from '../../shared/errors.ts'
import { PlanDocument } from '../../shared/plan.ts'
import type { PlanSummary } from '../../shared/wire.ts'

export interface LoadedPlan {
  readonly summary: PlanSummary
  /** The canonical bytes, whose SHA-256 is the summary's digest. */
  readonly bytes: Uint8Array
  readonly document: PlanDocument
}

/** Fetches a plan and believes nothing of it but its bytes: throws `plan-digest` where they are not those of the digest. */
export async function loadPlan(client: Client, id: string): Promise<LoadedPlan> {
  const { summary, bytes: encoded } = await client.post('/v1/plans/get', { id })
  const bytes = fromBase64(encoded)
  if (bytes === null || digestOf(bytes) !== summary.digest) {
    throw new CountersignError('plan-digest', `What came for ${id} is not the plan of its digest, so it is not shown.`, 'Approve nothing. Look at the daemon.')
  }
  return { summary, bytes, document: PlanDocument.parse(parseCanonical(new TextDecoder().decode(bytes))) }
}
