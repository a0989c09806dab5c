import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { environmentSecrets } from './environment-secrets.ts'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'environment-')) })
afterEach(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

it('takes what the daemon was started with for a secret by its name', () => {
  const secret = {
    GITHUB_TOKEN: 'ghp_0123456789', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7', AWS_SESSION_TOKEN: 'session-0123', PGPASSWORD: 'correct horse',
    GOOGLE_CREDENTIALS: 'not JSON at all', ARM_CLIENT_SECRET: 'client-secret', AZURE_STORAGE_CONNECTION_STRING: 'AccountKey=abc123', npm_config_authToken: 'npm-0123456',
  }
  expect(environmentSecrets(secret, {})).toEqual(Object.values(secret))
})

it('leaves alone what is no secret, what is short, and what no program is given', () => {
  expect(environmentSecrets({
    PATH: '/usr/bin:/bin', PWD: '/home/ada/shop', AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7', AWS_REGION: 'eu-central-1', KEYBOARD: 'a keyboard', MONKEY: 'a monkey or two',
    DB_PASSWORD: 'test', ANTHROPIC_API_KEY: 'sk-ant-0123456789', PULUMI_CONFIG_PASSPHRASE: 'correct horse', SHOP_URL: 'https://shop.example/path:with@signs',
    EMPTY_TOKEN: '', NO_TOKEN: undefined,
  }, {})).toEqual([])
})

it('takes what a project is given in the place of the daemon’s, be it short or withheld otherwise', () => {
  expect(environmentSecrets({ SHOP_TOKEN: 'of the daemon' }, { SHOP_TOKEN: 'mine', PULUMI_ACCESS_TOKEN: 'pul-0123' })).toEqual(['mine', 'pul-0123'])
})

it('reads the file that a variable names, and blackens what is in it and not where it is', () => {
  const account = file('account.json', JSON.stringify({ type: 'service_account', client_email: 'shop@example.iam', private_key: '-----BEGIN KEY-----\nabc' }))
  const token = file('token', 'token-0123456\n')
  expect(environmentSecrets({
    GOOGLE_APPLICATION_CREDENTIALS: account, SHOP_TOKEN_FILE: token, LOST_TOKEN_FILE: join(folder, 'nowhere'), SHOP_SECRET_FILE: folder, LARGE_KEY_FILE: file('large', 'x'.repeat(20_000)),
  }, {})).toEqual(['-----BEGIN KEY-----\nabc', 'token-0123456'])
})

it('finds the password in an address', () => {
  expect(environmentSecrets({ DATABASE_URL: 'postgres://shop:p%40ssword-1@db.example/shop', HTTPS_PROXY: 'http://proxy.example:3128' }, {}))
    .toEqual(['p%40ssword-1', 'p@ssword-1'])
})
