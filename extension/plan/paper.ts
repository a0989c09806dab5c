import { PlanDocument } from '../../shared/plan.ts'
import { fromBase64 } from '../../shared/base64.ts'
import { digestOf, fromBytes, parseCanonical } from '../../shared/canonical.ts'
import { chip } from '../../shared/chip.ts'
import type { Paper } from '../store/index.ts'

const refused = (code: string, message: string): Paper =>
  ({ kind: 'refused', failure: { code, message, hint: 'It can’t be approved from here. Ask for the change again, and look at the plan in the terminal.' } })

/**
 * Reads a plan from its canonical bytes, and from nothing else. `digest` is what the daemon says that D is; the bytes have to agree, be
 * canonical (one document, one spelling), fit the closed schema, and be the plan that was asked for. Only then is there anything to show.
 */
export function readPaper(id: string, bytes: string, digest: string): Paper {
  const content = fromBase64(bytes)
  if (content === null) return refused('plan-malformed', 'The plan’s bytes did not arrive whole, so nothing of it is shown.')
  const own = digestOf(content)
  if (own !== digest) return refused('plan-digest', 'The plan’s bytes are not the ones that its digest names, so nothing of it is shown.')
  try {
    const document = PlanDocument.safeParse(parseCanonical(fromBytes(content)))
    if (!document.success) {
      const path = document.error.issues[0]?.path.join('.') ?? ''
      return refused('plan-malformed', `The plan is not of the form that this version knows (at “${path}”), so nothing of it is shown.`)
    }
    if (document.data.id !== id) return refused('plan-mixed-up', 'The bytes are those of another plan, so nothing of it is shown.')
    return { kind: 'read', digest: own, chip: chip(own), document: document.data }
  } catch (error) {
    return refused('plan-malformed', `The plan can’t be read (${error instanceof Error ? error.message : String(error)}), so nothing of it is shown.`)
  }
}
