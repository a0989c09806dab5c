import { expect, it } from 'vitest'
import { learnedFrom, messagesToLearn } from './learned-from.ts'
import { digestInWeights } from './weights.ts'

it('weights.bin is trained from the corpus, the rules and the word lists as they are', () => {
  expect(digestInWeights(), 'weights.bin is older than what it learns from; run: node daemon/chat/classify/learned/train.ts')
    .toBe(learnedFrom(messagesToLearn()))
}, 180_000)

it('another label, another message or another word of one changes what it is trained from', () => {
  const messages = messagesToLearn().slice(0, 40)
  const digest = learnedFrom(messages)
  expect(learnedFrom(messages)).toBe(digest)
  expect(learnedFrom(messages.slice(1))).not.toBe(digest)
  expect(learnedFrom(messages.map((message, i) => i === 3 ? { ...message, text: message.text + ' now' } : message))).not.toBe(digest)
  expect(learnedFrom(messages.map((message) => ({ ...message, operations: ['undo'] })))).not.toBe(digest)
})
