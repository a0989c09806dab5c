import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installPackages } from './index.ts'

let folder: string
let program: string
const write = (file: string, value: unknown): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), typeof value === 'string' ? value : JSON.stringify(value))
}
const npm = (cwd: string, ...args: string[]): string => execFileSync('npm', [...args, '--offline', '--no-audit', '--no-fund'], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const ran = (): boolean => existsSync(path.join(folder, 'ran'))

/** A program that depends on one package out of an archive, with a lock file that names its digest. Each script would leave a file. */
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'countersign-packages-'))
  program = path.join(folder, 'program')
  const leaveFile = `touch "${path.join(folder, 'ran')}"`
  const scripts = { preinstall: leaveFile, install: leaveFile, postinstall: leaveFile, prepare: leaveFile }
  write('helper/package.json', { name: 'helper', version: '1.0.0', main: 'index.js', scripts })
  write('helper/index.js', 'module.exports = 1\n')
  npm(path.join(folder, 'helper'), 'pack', '--ignore-scripts', '--pack-destination', folder)
  write('program/package.json', { name: 'program', version: '1.0.0', private: true, scripts, dependencies: { helper: 'file:../helper-1.0.0.tgz' } })
  npm(program, 'install', '--package-lock-only', '--ignore-scripts')
}, 60_000)
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('packages of a program that somebody changed', () => {
  it('come from its lock file, and none of their scripts runs', async () => {
    await installPackages(program)
    expect(readFileSync(path.join(program, 'node_modules/helper/index.js'), 'utf8')).toBe('module.exports = 1\n')
    expect(ran()).toBe(false)
    // The scripts do leave that file where npm is let to run them, so that the line above can fail.
    npm(program, 'ci', '--ignore-scripts=false')
    expect(ran()).toBe(true)
  }, 60_000)

  it('are refused where the lock file has another digest for them, or doesn\'t hold what the program asks for', async () => {
    const lock = path.join(program, 'package-lock.json')
    const right = readFileSync(lock, 'utf8')
    writeFileSync(lock, right.replace(/"sha512-[^"]{10}/, '"sha512-AAAAAAAAAA'))
    await expect(installPackages(program)).rejects.toThrow(/could not be installed: .*EINTEGRITY/)
    expect(existsSync(path.join(program, 'node_modules/helper/index.js'))).toBe(false)
    writeFileSync(lock, right)
    write('program/package.json', { name: 'program', version: '1.0.0', private: true, dependencies: { helper: 'file:../helper-1.0.0.tgz', other: '1.0.0' } })
    await expect(installPackages(program)).rejects.toThrow(/could not be installed/)
    expect(ran()).toBe(false)
  }, 60_000)

  it('are given up when the person stops it', async () => {
    await expect(installPackages(program, AbortSignal.abort())).rejects.toThrow(/could not be installed/)
    expect(existsSync(path.join(program, 'node_modules'))).toBe(false)
  }, 60_000)
})
