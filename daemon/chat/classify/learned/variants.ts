import { inflected, phrasalOf, verbOf } from '../language/verbs.ts'

/** Numbers in [0, 1) that are the same on every run. */
export type Chance = () => number

export function chanceOf(seed: number): Chance {
  let state = seed
  return () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 4294967296 }
}

/** How people put an order; V is the order as it was written. */
const ORDERS = ['could you V', 'can you please V?', 'please V', 'could you V for me', 'I need you to V', 'I want to V', 'we have to V', 'you need to V', 'let\'s V', 'help me V',
  'I\'d like to V', 'go ahead and V', 'V please', 'V now', 'can you V', 'V, thanks', 'would you V', 'hey, V', 'we need to V', 'we must V today', 'I\'d like you to V', 'now V', 'ok V',
  'can someone V', 'if it is down, V', 'if not, V', 'check whether it is up and if not V', 'check if it works and if so V', 'V if it is down', 'when that is done, V', 'if that fails, V',
  'is it running? if not, V', 'make sure that it is safe, then V', 'we should V', 'kindly V', 'pls V', 'next, V', 'it hangs again, V', 'it is stuck, please V', 'it does not answer - could you V?',
  'would it be possible to V?', 'I was wondering if you could V', 'is there any chance you could V?', 'could somebody please V', 'it\'s high time to V', 'hi team, please V', 'V asap']
/** How people ask about it. */
const QUESTIONS = ['how do I V', 'how to V', 'How can I V?', 'how do you V', 'what\'s the command to V', 'what is the best way to V', 'is it possible to V', 'can I V?', 'should I V?',
  'can we V without downtime?', 'is it safe to V', 'How would I V', 'what do I need to V', 'show me how to V', 'explain how to V', 'can you explain how to V', 'do I have to V?',
  'which command do I use to V', 'steps to V', 'am I allowed to V', 'is there a way to V', 'how does one V', 'I want to know how to V', 'tell me how to V', 'Not able to V', 'Unable to V',
  'I can\'t V', 'Cannot V', 'trying to V but it fails', 'would it be enough to V?', 'do you think I should V?', 'V or wait?', 'does it help to V?', 'why do I have to V', 'who can V?',
  'when do I need to V?', 'I wonder how to V', 'has anyone managed to V?', 'V - would that be enough?']
/** How people ask what it would do. */
const PREVIEWS = ['what happens if I V', 'what would happen if we V?', 'what will happen when I V', 'what if I V', 'show me what would happen if I V',
  'don\'t V, just show me what would happen', 'do not V, I only want a preview', 'don\'t V yet, explain what it would do']
/** How people forbid it. */
const PROHIBITIONS = ['don\'t V', 'do not V', 'please don\'t V yet', 'never V', 'you must not V', 'don\'t V today', 'I don\'t want to V']

/** How people ask for the state that an order leads to: O is what it is about, D its verb's participle. */
const STATES = ['I want O D', 'I\'d like O D', 'O needs to be D', 'O must be D', 'O should be D', 'can we get O D', 'please have O D', 'we need O D', 'O has to be D today']
/** How people report that it went wrong: G is the verb's present participle. */
const TROUBLE = ['G O fails', 'G O takes forever', 'G O gives an error', 'O can\'t be D', 'G O does nothing', 'O was D but nothing changed', 'why was O D?', 'who D O?', 'when was O D']
/** Two orders in one message; the second one counts. */
const AFTER_ANOTHER = ['A, then B', 'A and then B', 'A and B', 'first A, then B', 'don\'t A, B', 'do not A, B instead', 'B but don\'t A', 'B, but do not A', 'don\'t A, just B', 'no need to A, B']

export interface Variant { text: string, asks: 'the same' | 'about it' | 'what it would do' | 'not to' | 'what went wrong' }

/** An order's verb in its base form and what stands behind it, without a full stop; null where it doesn't begin with a verb. */
function partsOf(text: string): { order: string, verb: string, object: string } | null {
  const verb = /^[A-Za-z-]+/.exec(text)?.[0].toLowerCase() ?? ''
  if (verbOf(verb)?.form !== 'base' && !phrasalOf(verb)) return null
  if (/[.!?;:]\s|\?$/.test(text) || !text.includes(' ')) return null
  const order = text.charAt(0).toLowerCase() + text.slice(1).replace(/[.!]$/, '')
  return { order, verb, object: order.slice(verb.length + 1) }
}

/**
 * The same order in other clothes, so that the model learns that "how do I …" and "don't …" mean the same around any order: two ways of
 * asking for it, one question and one prohibition or preview. Nothing where the text doesn't begin with a verb's base form.
 */
export function variantsOf(text: string, chance: Chance): Variant[] {
  const parts = partsOf(text)
  if (parts === null) return []
  const { order, verb, object } = parts
  const one = (frames: readonly string[]): string => frames[Math.floor(chance() * frames.length)] ?? 'V'
  const around = (frames: readonly string[]): string => one(frames).replace('V', () => order)
  const variants: Variant[] = [{ text: around(ORDERS), asks: 'the same' }, { text: around(ORDERS), asks: 'the same' }, { text: around(QUESTIONS), asks: 'about it' }]
  variants.push(chance() < 0.5 ? { text: around(PREVIEWS), asks: 'what it would do' } : { text: around(PROHIBITIONS), asks: 'not to' })
  const [done, doing] = [inflected(verb, 'ed'), inflected(verb, 'ing')]
  // A long object with places in it doesn't stand well in front of its verb.
  if (done !== undefined && doing !== undefined && object.split(' ').length <= 4 && !/\b(?:to|up|down|off|out|on|in|with|from|back)\b/.test(object)) {
    const turned = (frames: readonly string[]): string => one(frames).replace('D', () => done).replace('G', () => doing).replace('O', () => object)
    variants.push({ text: turned(STATES), asks: 'the same' }, { text: turned(TROUBLE), asks: 'what went wrong' })
  }
  const terse = order.replace(/\b(?:the|a|an|all|of|please|my|our) /g, '')
  if (terse !== order) variants.push({ text: terse, asks: 'the same' })
  return variants
}

/** Two orders in one message, of which both or only the second are to be carried out. */
export function together(first: string, second: string, chance: Chance): { text: string, both: boolean } | null {
  const [before, after] = [partsOf(first), partsOf(second)]
  if (before === null || after === null) return null
  const frame = AFTER_ANOTHER[Math.floor(chance() * AFTER_ANOTHER.length)] ?? 'A, then B'
  return { text: frame.replace(/[AB]/g, (letter) => letter === 'A' ? before.order : after.order), both: !/n't|not|no need/.test(frame) }
}

/** A slip of the fingers in one of the first three words: two letters swapped, one left out or one twice. */
export function slip(text: string, chance: Chance): string {
  const words = text.split(' ')
  const which = Math.floor(chance() * Math.min(3, words.length))
  const word = words[which] ?? ''
  if (word.length < 4 || /[^a-z]/i.test(word)) return text
  const at = 1 + Math.floor(chance() * (word.length - 2))
  const kind = chance()
  const [here, next] = [word.charAt(at), word.charAt(at + 1)]
  const rest = kind < 0.5 ? next + here + word.slice(at + 2) : kind < 0.75 ? word.slice(at + 1) : here + word.slice(at)
  words[which] = word.slice(0, at) + rest
  return words.join(' ')
}
