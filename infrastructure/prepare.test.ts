import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { prepareSandbox } from './prepare.ts'

let home: string
let source: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'))
  source = join(home, 'checkout')
  cpSync(fileURLToPath(new URL('./shop', import.meta.url)), source, { recursive: true })
})
afterEach(() => rmSync(home, { recursive: true }))

it('copies the program to where it finds its SDK', () => {
  const { shop } = prepareSandbox(home, source)
  expect(readdirSync(shop)).toEqual(expect.arrayContaining(['Pulumi.yaml', 'Pulumi.dev.yaml', 'Pulumi.prod.yaml', 'index.ts', 'package.json']))
  expect(existsSync(createRequire(join(shop, 'index.ts')).resolve('@pulumi/pulumi'))).toBe(true)
})

it('keeps what the person changed and brings the rest up to date', () => {
  const { shop } = prepareSandbox(home, source)
  writeFileSync(join(shop, 'Pulumi.dev.yaml'), 'config:\n  shop:replicas: 7\n')
  writeFileSync(join(source, 'Pulumi.dev.yaml'), 'config:\n  shop:replicas: 9\n')
  writeFileSync(join(source, 'settings.ts'), '// newer\n')
  for (let time = 0; time < 3; time++) prepareSandbox(home, source)
  expect(readFileSync(join(shop, 'Pulumi.dev.yaml'), 'utf8')).toContain('replicas: 7')
  expect(readFileSync(join(shop, 'settings.ts'), 'utf8')).toBe('// newer\n')
})

it('does not put back a file that the person removed', () => {
  const { shop } = prepareSandbox(home, source)
  rmSync(join(shop, 'Pulumi.prod.yaml'))
  prepareSandbox(home, source)
  expect(existsSync(join(shop, 'Pulumi.prod.yaml'))).toBe(false)
})
