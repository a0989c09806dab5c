import { fromBase64 } from '../../shared/base64.ts'
import { digestOf } from '../../shared/canonical.ts'
import type { Expanded } from '../store/index.ts'

/** Characters of raw output that are laid out; the rest is in the terminal (`countersign plan ID`). */
export const shownAtMost = 200_000

/** Raw output of the simulation, shown only if it is what the approved document names by digest. */
export function readAttachment(sha256: string, bytes: string): Expanded {
  const content = fromBase64(bytes)
  if (content === null || digestOf(content) !== sha256) {
    const message = 'This output is not the one that the plan names by its digest, so it is not shown.'
    return { kind: 'refused', failure: { code: 'attachment-digest', message, hint: 'Don’t approve this plan; ask for the change again.' } }
  }
  // Raw output may hold anything. What is no UTF-8 becomes U+FFFD here: it was bound by its bytes, and this is only its picture.
  const text = new TextDecoder().decode(content)
  const left = text.length - shownAtMost
  return { kind: 'read', text: left > 0 ? `${text.slice(0, shownAtMost)}\n… ${left} more characters` : text }
}
