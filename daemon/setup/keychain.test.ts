import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keyFromKeychain } from './keychain.mjs'

let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'keychain-')) })
afterEach(() => { rmSync(folder, { recursive: true }) })
const keychain = (name: string, script: string): void => {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, name), 0o700)
}
const key = () => keyFromKeychain({ PATH: `${folder}:/usr/bin:/bin` })

it('is read out of either system\'s keychain, under our own name', async () => {
  keychain('secret-tool', '[ "$*" = "lookup service countersign account anthropic" ] && echo sk-ant-of-the-keychain')
  expect(await key()).toBe('sk-ant-of-the-keychain')
  keychain('security', '[ "$*" = "find-generic-password -s countersign -a anthropic -w" ] && echo sk-ant-of-the-mac')
  expect(await key()).toBe('sk-ant-of-the-mac')
})

it('is none where there is no entry, or what comes is no key', async () => {
  keychain('security', 'exit 44')
  keychain('secret-tool', 'echo "a line that is no key"')
  expect(await key()).toBeUndefined()
})
