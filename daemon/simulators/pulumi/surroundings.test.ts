import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Surroundings } from './surroundings.ts'

let home = ''
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'surroundings-')) })
afterEach(() => { rmSync(home, { recursive: true }) })

const usual = { PATH: '/bin', HOME: '/home/ada', AWS_PROFILE: 'dev', TERM: 'xterm', PWD: '/home/ada' }
const mark = (environment: NodeJS.ProcessEnv, own?: Record<string, string>) => new Surroundings(home, environment).mark(own)

test.each<[string, NodeJS.ProcessEnv, Record<string, string>?]>([
  ['another profile', { ...usual, AWS_PROFILE: 'prod' }],
  ['a token that was not there', { ...usual, GITHUB_TOKEN: 'x' }],
  ['a profile that is gone', { ...usual, AWS_PROFILE: undefined }],
  ['another home, with other credentials in it', { ...usual, HOME: '/home/ben' }],
  ['options that load other code', { ...usual, NODE_OPTIONS: '--require ./other.cjs' }],
  ['something that the project itself is given', usual, { SANDBOX_URL: 'http://127.0.0.1:1' }],
  ['a value that swallows the next name', { ...usual, AWS_PROFILE: 'dev"],["HOME","/home/ada' }],
])('%s is another world', (_, environment, own) => {
  expect(mark(environment, own)).not.toBe(mark(usual))
})

test('another terminal, or a key that never reaches a program, is the same world, also for the next daemon', () => {
  expect(mark({ ...usual, TERM: 'dumb', TERM_SESSION_ID: '2', PWD: '/tmp', SHLVL: '3', npm_lifecycle_event: 'start', PULUMI_CONFIG_PASSPHRASE: 'x', ANTHROPIC_API_KEY: 'y' }))
    .toBe(mark(usual))
})

test('nobody can try values against a mark without the key, which only its owner reads', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'surroundings-'))
  expect(new Surroundings(elsewhere, usual).mark()).not.toBe(mark(usual))
  expect(statSync(join(home, 'surroundings.key')).mode & 0o777).toBe(0o600)
  rmSync(elsewhere, { recursive: true })
})
