import { NOTHING } from './tokens.ts'
import type { Token } from './tokens.ts'
import { verbOf } from './verbs.ts'

/** Verbs in the third person that tell what a thing does, without those that are a plural of ours as well (runs, updates, builds). */
const TELLS = new Set(('returns fails hangs leaves loses restores removes deletes destroys replaces recreates breaks ignores takes gives shows stops keeps '
  + 'causes produces creates crashes ends finishes completes works overwrites skips drops cuts throws gets goes becomes kills resets makes says prints '
  + 'loops expires uploads downloads launches exits succeeds times truncates seems looks appears does misses lacks rejects refuses exceeds stalls panics '
  + 'corrupts disappears vanishes respects prompts tries remains stays yields evicts restarts doubles is are was were isn\'t aren\'t wasn\'t weren\'t doesn\'t '
  + 'didn\'t did has hasn\'t had can\'t cannot couldn\'t won\'t wouldn\'t never silently sometimes randomly intermittently').split(' '))
/** What an order says after its verb, and a noun at a sentence's beginning doesn't have: "delete the pod that hangs". */
const DETERMINERS = new Set('the a an my our your all any this that these those each every both it them everything what whatever'.split(' '))
/** Behind these a new sentence begins, whose verb tells nothing about the first one. */
const LINKS = new Set('that which who whose where when if because until while unless and or so as before after then but since once to whether how why what'.split(' '))
/** Verbs with a whole sentence as their object: "make sure the bucket is private", "fix login fails on Safari". */
const CLAUSAL = new Set('make ensure let have keep see fix repair resolve solve help get got allow note mark'.split(' '))

/**
 * Whether the first word, which may be a verb, is the subject of what follows or belongs to it: "Rollback restores the wrong version",
 * "Restart of the unit loses connections", "build cache is never used". That is a report of what happens, and no order.
 */
export function tellsWhatHappens(tokens: readonly Token[]): boolean {
  const [head, next] = tokens
  if (!head || !next || head.quoted || CLAUSAL.has(head.lower) || LINKS.has(head.lower)) return false
  // "VM 200 is frozen, force it off": what stands behind a comma may be an order.
  if (tokens.some((token) => token.text === ',')) return false
  const nominal = next.lower === 'of'
  if (!nominal && DETERMINERS.has(next.lower)) return false
  for (let i = nominal ? 2 : 1; i < Math.min(tokens.length, 10); i++) {
    const token = tokens[i] ?? NOTHING
    if (token.mark || LINKS.has(token.lower)) return false
    // "max connections has to be 400" obliges.
    if (!token.quoted && TELLS.has(token.lower)) return tokens[i + 1]?.lower !== 'to'
  }
  return false
}

/** "Terraform destroyed the resources", "The pipeline deployed a wrong branch": a thing, what it did, and to what. */
export function toldOfThePast(tokens: readonly Token[]): boolean {
  if (verbOf(tokens[0]?.lower ?? '')?.form === 'base' || tokens.some((token) => token.text === ',')) return false
  for (let i = 1; i < Math.min(tokens.length - 1, 5); i++) {
    const [before, token, after] = [tokens[i - 1] ?? NOTHING, tokens[i] ?? NOTHING, tokens[i + 1] ?? NOTHING]
    if (token.mark || AUXILIARY.test(token.lower) || verbOf(token.lower)?.form === 'base') return false
    if (!token.quoted && verbOf(token.lower)?.form === 'ed' && !AUXILIARY.test(before.lower) && PAST_OBJECT.test(after.lower)) return true
  }
  return false
}
const AUXILIARY = /^(?:is|are|was|were|be|been|being|to|get|gets|have|has|had|need|needs|want|wants|should|must|can|could|would|will|not)$/
const PAST_OBJECT = /^(?:the|a|an|my|our|your|its|his|her|their|all|every|everything|more|some|both|it|them)$/
