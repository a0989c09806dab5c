import { expect, it } from 'vitest'
import { deviceName } from './device-name.ts'
import { modeSentence } from './mode.ts'
import { counted, kindWord, planLook, runLook, shown, shownLines, stepLook } from './words.ts'

it('names a kind as people say it', () => {
  expect(['sandbox:cloud:Site', 'aws:s3/bucketV2:BucketV2', 'pulumi-nodejs:dynamic:Resource', 'tiny:Thing', 'kubernetes:apps/v1:StatefulSet'].map(kindWord))
    .toEqual(['site', 'bucket v2', 'resource', 'thing', 'stateful set'])
})

it('counts one and many', () => {
  expect([counted(1, 'delete'), counted(3, 'delete'), counted(12_304, 'entry', 'entries')]).toEqual(['1 delete', '3 deletes', `${(12_304).toLocaleString()} entries`])
})

it('shows what could hide or deceive by its number', () => {
  expect(shown('a\u202Eb')).toBe('a⟨U+202E⟩b')
  expect(shown('one\ntwo')).toBe('one⟨U+000A⟩two')
  expect(shownLines('one\ntwo\u001b[2K')).toBe('one\ntwo⟨U+001B⟩[2K')
})

it('gives every state a word and an icon of its own kind, so that colour never stands alone', () => {
  for (const looks of [planLook, runLook, stepLook]) {
    const words = Object.values(looks).map(({ word }) => word)
    expect(new Set(words).size).toBe(words.length)
    for (const { word, icon } of Object.values(looks)) expect([word, icon].every((part) => part !== '')).toBe(true)
  }
})

it('says what may happen at all', () => {
  expect(modeSentence(['read-only', 'read-only'])).toContain('read-only')
  expect(modeSentence(['read-only', 'dev'])).toContain('countersign')
  expect(modeSentence([])).toContain('No target')
})

it('suggests a name for this device', () => {
  expect(deviceName('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36')).toBe('Chrome on macOS')
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0')).toBe('Firefox on Linux')
  expect(deviceName('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0')).toBe('Edge on Windows')
  expect(deviceName('')).toBe('Browser')
})
