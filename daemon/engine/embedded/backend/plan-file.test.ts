import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { noDifference, type Plan } from '../generation/plan.ts'
import type { Urn } from '../snapshot/urn.ts'
import { secret } from '../values/property.ts'
import { readPlan, writePlan } from './plan-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'engine-plan-'))
const path = join(folder, 'plan.json')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Turns text round: enough to see that a secret went through it, and to get it back. */
const turned = (text: string): string => [...text].reverse().join('')
const crypter = { encrypt: turned, decrypt: turned }
const urn = 'urn:pulumi:dev::shop::pulumi-nodejs:dynamic:Resource::a' as Urn

const plan: Plan = new Map([
  [urn, {
    goal: {
      type: 'pulumi-nodejs:dynamic:Resource', name: 'a', custom: true, protect: false,
      inputs: { adds: { word: secret('hush'), size: 3 }, deletes: ['gone'], updates: { list: [1, null] } }, outputs: noDifference,
      dependencies: [], propertyDependencies: { word: [] }, ignoreChanges: ['size'], additionalSecretOutputs: [],
      aliases: [{ kind: 'urn', urn: `${urn}-before` as Urn }, { kind: 'spec', name: 'old', noParent: true }], customTimeouts: { create: 5 },
      deleteBeforeReplace: false,
    },
    steps: ['create-replacement', 'replace'], seed: new Uint8Array([1, 2, 3]),
  }],
  [`${urn}-dropped` as Urn, { steps: ['delete'] }],
])

test('a plan comes back as it was written, with its secrets sealed on the way', () => {
  writePlan(path, plan, { 'shop:size': '3' }, crypter, false)
  expect(readFileSync(path, 'utf8')).not.toContain('hush')
  expect(statSync(path).mode & 0o077).toBe(0)
  const read = readPlan(path, crypter)
  expect([...read.keys()]).toEqual([...plan.keys()])
  expect(read.get(urn)?.goal).toEqual(plan.get(urn)?.goal)
  expect(read.get(urn)?.steps).toEqual(['create-replacement', 'replace'])
  expect([...(read.get(urn)?.seed ?? [])]).toEqual([1, 2, 3])
  expect(read.get(`${urn}-dropped` as Urn)).toEqual({ steps: ['delete'] })
})

test('what is no plan is refused, and said where', () => {
  writeFileSync(path, '{"resourcePlans": {"urn:pulumi:dev::shop::x:y:Z::a": {"steps": "create"}}}')
  expect(() => readPlan(path, crypter)).toThrow(/is not a plan: resourcePlans\.urn:pulumi:dev::shop::x:y:Z::a\.steps/)
  writeFileSync(path, '{"resourcePlans"')
  expect(() => readPlan(path, crypter)).toThrow('is not a plan')
  expect(() => readPlan(join(folder, 'nowhere.json'), crypter)).toThrow(/^open .*nowhere\.json: no such file or directory$/)
})
