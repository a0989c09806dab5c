import { classify } from './classify/index.ts'
import type { ClassifyContext } from './classify/index.ts'

/** An edited reading may say less or something else of the same kind, never a kind of change that the message didn't hold. */
export function within(reading: string, words: string, context: ClassifyContext): boolean {
  const asked = kindsOf(words, context)
  return [...kindsOf(reading, context)].every((kind) => asked.has(kind))
}

function kindsOf(text: string, context: ClassifyContext): Set<string> {
  const kinds = new Set<string>()
  if (/\bdestroy\b/i.test(text) || classify(text, context).operation === 'delete') kinds.add('destroy')
  if (/\brefresh\b/i.test(text)) kinds.add('refresh')
  if (/\b(?:add|create|make)\b.*\b(?:called|named)\b/i.test(text)) kinds.add('add')
  if (/\b(?:code|edit) [0-9a-f]{8}/i.test(text)) kinds.add('code')
  if (/\bundo\b|\bsettle\b/i.test(text)) kinds.add('undo')
  if (/\bmode\b/i.test(text)) kinds.add('mode')
  return kinds
}
