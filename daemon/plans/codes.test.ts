import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { Codes, LIFETIME } from './codes.ts'

const time = { wall: 0, steady: 0 }
const clock = { now: () => time.wall, monotonic: () => time.steady }
beforeEach(() => { time.wall = 1_800_000_000_000; time.steady = 5 })
const draw = (codes: Codes, plan = 1, device = 'device-a') => codes.draw(plan, 'd'.repeat(64), device, Infinity)!
const other = (code: string) => (code === '000000' ? '000001' : '000000')

test('a code works once', () => {
  const codes = new Codes(clock)
  const { challenge, code } = draw(codes)
  expect(codes.attempt(challenge.challenge, code)).toEqual({ kind: 'right' })
  expect(codes.attempt(challenge.challenge, code).kind).toBe('wrong')
  expect(codes.find(challenge.challenge)).toBeUndefined()
})

test('after three wrong codes the right one is wrong too', () => {
  const codes = new Codes(clock)
  const { challenge, code } = draw(codes)
  expect([1, 2, 3].map(() => codes.attempt(challenge.challenge, other(code)))).toEqual([2, 1, 0].map(triesLeft => ({ kind: 'wrong', triesLeft })))
  expect(codes.attempt(challenge.challenge, code).kind).toBe('wrong')
})

test('a new press voids the code before it, of the same device only', () => {
  const codes = new Codes(clock)
  const [first, foreign] = [draw(codes), draw(codes, 1, 'device-b')]
  draw(codes)
  expect(codes.attempt(first.challenge.challenge, first.code).kind).toBe('wrong')
  expect(codes.attempt(foreign.challenge.challenge, foreign.code).kind).toBe('right')
})

test('a code of one plan opens no other', () => {
  const codes = new Codes(clock)
  const [one, two] = [draw(codes, 1), draw(codes, 2)]
  if (one.code !== two.code) expect(codes.attempt(one.challenge.challenge, two.code).kind).toBe('wrong')
  codes.voidPlan(1)
  expect(codes.find(one.challenge.challenge)).toBeUndefined()
  expect(codes.find(two.challenge.challenge)).toBeDefined()
})

test('a clock set back keeps no code alive, one set forward ends it, and turning back revives nothing', () => {
  const codes = new Codes(clock)
  const back = draw(codes)
  time.wall -= 3_600_000
  time.steady += LIFETIME
  expect(codes.find(back.challenge.challenge)).toBeUndefined()
  const forward = draw(codes)
  time.wall += LIFETIME
  expect(codes.find(forward.challenge.challenge)).toBeUndefined()
  time.wall -= LIFETIME
  expect(codes.find(forward.challenge.challenge)).toBeUndefined()
})

test('a code never outlives its plan', () => {
  const codes = new Codes(clock)
  expect(codes.draw(1, 'd'.repeat(64), 'device-a', time.wall + 5000)?.challenge.expiresAt).toBe(time.wall + 5000)
})

test('codes that nobody types are bounded', () => {
  const codes = new Codes(clock)
  const drawn = Array.from({ length: 100 }, (_, plan) => codes.draw(plan + 1, 'd'.repeat(64), 'device-a', Infinity))
  expect(drawn.filter(each => each !== undefined)).toHaveLength(20)
  time.wall += LIFETIME
  expect(codes.draw(1, 'd'.repeat(64), 'device-a', Infinity)).toBeDefined()
})

test('codes are six digits and spread over the whole range', () => {
  const codes = new Codes(clock)
  const drawn = Array.from({ length: 4000 }, () => draw(codes).code)
  expect(drawn.every(code => /^[0-9]{6}$/.test(code))).toBe(true)
  // chi-square over the first digit: 9 degrees of freedom, 40 is beyond p = 0.00001
  const tenth = drawn.length / 10
  const square = Array.from({ length: 10 }, (_, digit) => drawn.filter(code => code.startsWith(String(digit))).length)
    .reduce((sum, seen) => sum + (seen - tenth) ** 2 / tenth, 0)
  expect(square).toBeLessThan(40)
})

test('nothing but the code itself is right', () => {
  const codes = new Codes(clock)
  fc.assert(fc.property(fc.string({ maxLength: 12 }), (typed) => {
    const { challenge, code } = draw(codes)
    fc.pre(typed !== code)
    expect(codes.attempt(challenge.challenge, typed).kind).toBe('wrong')
  }), { seed: 20261123 })
})
