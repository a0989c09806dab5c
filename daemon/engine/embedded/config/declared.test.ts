import { expect, test } from 'vitest'
import type { Crypter } from '../values/passphrase.ts'
import { declaredKeys, validateConfig, withDeclared } from './declared.ts'
import type { ConfigNode } from './value.ts'
import { configValue } from './value.ts'

const crypter: Crypter = { encrypt: (text) => text, decrypt: (text) => text }
const declared = (config: Record<string, unknown>) => declaredKeys(config, 'shop', '/shop/Pulumi.yaml')
function problem(config: Record<string, unknown>, stack: Record<string, ConfigNode>): string {
  const keys = declared(config)
  const values = new Map(Object.entries(stack).map(([key, node]) => [key, configValue(node)]))
  try {
    validateConfig(keys, withDeclared(keys, values), 'dev', 'shop', crypter)
    return ''
  } catch (error) {
    return (error as Error).message.replace("validating stack config: Stack 'dev' ", '')
  }
}

test('a plain value is a default of the project, and a value in another namespace', () => {
  const keys = declared({ size: 3, 'aws:region': 'eu-west-1', tags: ['a'], name: { type: 'string' } })
  expect(Object.fromEntries(withDeclared(keys, new Map([['shop:size', configValue('7')]])))).toEqual({
    'shop:size': { kind: 'plain', text: '7' }, 'aws:region': { kind: 'plain', text: 'eu-west-1' }, 'shop:tags': { kind: 'object', value: ['a'] },
  })
})

test('every missing key is named, in order', () => {
  const config = { c: { type: 'string' }, a: { type: 'string' }, b: { type: 'integer' } }
  expect(problem({ a: config.a }, {})).toBe("is missing configuration value 'a'")
  expect(problem(config, { 'shop:b': '1' })).toBe("is missing configuration values 'a' and 'c'")
  expect(problem(config, {})).toBe("is missing configuration values 'a', 'b' and 'c'")
})

test('a value has to be what its declaration says', () => {
  expect(problem({ n: { type: 'integer' } }, { 'shop:n': 'many' })).toBe("with configuration key 'n' must be of type 'integer'")
  expect(problem({ n: { type: 'integer' } }, { 'shop:n': '12' })).toBe('')
  expect(problem({ b: { type: 'boolean' } }, { 'shop:b': 'yes' })).toBe("with configuration key 'b' must be of type 'boolean'")
  const lists = { l: { type: 'array', items: { type: 'array', items: { type: 'string' } } } }
  expect(problem(lists, { 'shop:l': [['a'], [1]] })).toBe("with configuration key 'l' must be of type 'array<array<string>>'")
  expect(problem(lists, { 'shop:l': [['a']] })).toBe('')
  expect(problem({ s: { type: 'string', secret: true } }, { 'shop:s': 'open' })).toBe("with configuration key 's' must be encrypted as it's secret")
  expect(problem({ s: { type: 'string', secret: true } }, { 'shop:s': { secure: 'sealed' } })).toBe('')
})

test('a declaration that contradicts itself is refused with its key', () => {
  expect(() => declared({ a: { default: 1, value: 2 } })).toThrow("project config 'a' cannot have both a 'default' and 'value' attribute")
  expect(() => declared({ 'aws:a': { type: 'string' } })).toThrow("'aws:a' is not namespaced by the project and should not define a type")
  expect(() => declared({ a: { type: 'integer', default: 'x' } })).toThrow("key 'a' is not of the expected type 'integer'")
  expect(() => declared({ a: { type: 'array' } })).toThrow("does not specify the underlying type via the 'items' attribute")
})
