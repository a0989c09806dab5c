import { phrasalOf, verbOf } from '../language/verbs.ts'

/** Numbers in [0, 1) that are the same on every run. */
export type Chance = () => number

export function chanceOf(seed: number): Chance {
  let state = seed
  return () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 4294967296 }
}

/** How people put an order; V is the order as it was written. */
const ORDERS = ['could you V', 'can you please V?', 'please V', 'could you V for me', 'I need you to V', 'I want to V', 'we have to V', 'you need to V', 'let\'s V', 'help me V',
  'I\'d like to V', 'go ahead and V', 'V please', 'V now', 'can you V', 'V, thanks', 'would you V', 'hey, V', 'we need to V', 'we must V today', 'I\'d like you to V', 'now V', 'ok V',
  'can someone V', 'we should V', 'kindly V', 'pls V', 'next, V']
/** How people ask about it. */
const QUESTIONS = ['how do I V', 'how to V', 'How can I V?', 'how do you V', 'what\'s the command to V', 'what is the best way to V', 'is it possible to V', 'can I V?', 'should I V?',
  'can we V without downtime?', 'is it safe to V', 'How would I V', 'what do I need to V', 'show me how to V', 'explain how to V', 'can you explain how to V', 'do I have to V?',
  'which command do I use to V', 'steps to V', 'am I allowed to V', 'is there a way to V', 'how does one V', 'I want to know how to V', 'tell me how to V', 'Not able to V', 'Unable to V',
  'I can\'t V', 'Cannot V', 'trying to V but it fails']
/** How people ask what it would do. */
const PREVIEWS = ['what happens if I V', 'what would happen if we V?', 'what will happen when I V', 'what if I V', 'show me what would happen if I V',
  'don\'t V, just show me what would happen', 'do not V, I only want a preview', 'don\'t V yet, explain what it would do']
/** How people forbid it. */
const PROHIBITIONS = ['don\'t V', 'do not V', 'please don\'t V yet', 'never V', 'you must not V', 'don\'t V today', 'I don\'t want to V']

export interface Variant { text: string, asks: 'the same' | 'about it' | 'what it would do' | 'not to' }

/**
 * The same order in other clothes, so that the model learns that "how do I …" and "don't …" mean the same around any order: two ways of
 * asking for it, one question and one prohibition or preview. Nothing where the text doesn't begin with a verb's base form.
 */
export function variantsOf(text: string, chance: Chance): Variant[] {
  const first = /^[A-Za-z-]+/.exec(text)?.[0].toLowerCase() ?? ''
  if (verbOf(first)?.form !== 'base' && !phrasalOf(first)) return []
  if (/[.!?;:]\s|\?$/.test(text) || !text.includes(' ')) return []
  const order = text.charAt(0).toLowerCase() + text.slice(1).replace(/[.!]$/, '')
  const one = (frames: readonly string[]): string => (frames[Math.floor(chance() * frames.length)] ?? 'V').replace('V', () => order)
  const last: Variant = chance() < 0.5 ? { text: one(PREVIEWS), asks: 'what it would do' } : { text: one(PROHIBITIONS), asks: 'not to' }
  return [{ text: one(ORDERS), asks: 'the same' }, { text: one(ORDERS), asks: 'the same' }, { text: one(QUESTIONS), asks: 'about it' }, last]
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
