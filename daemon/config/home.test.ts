import fs, { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { closeLeftovers, openHome } from './home.ts'

/** What somebody else does just before a file is looked at, closed or listed. */
const meanwhile = vi.hoisted(() => ({ does: (_what: string, _place: unknown): void => undefined }))
vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>()
  const watched = (name: 'lstatSync' | 'chmodSync' | 'readdirSync') => (...given: unknown[]): unknown => {
    meanwhile.does(name, given[0])
    return Reflect.apply(real[name], real, given)
  }
  return { ...real, lstatSync: watched('lstatSync'), chmodSync: watched('chmodSync'), readdirSync: watched('readdirSync') }
})

let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'countersign-home-')) })
afterEach(() => {
  meanwhile.does = () => undefined
  rmSync(folder, { recursive: true })
})
const modeOf = (place: string) => (statSync(place).mode & 0o777).toString(8)

it('is made for its owner alone where it is missing', () => {
  const home = openHome({ COUNTERSIGN_HOME: join(folder, 'new/home') })
  expect([home, modeOf(home)]).toEqual([join(folder, 'new/home'), '700'])
})

it('is closed to others, and at the start of the daemon so is what engines left in it, but for what a link leads to', () => {
  const home = join(folder, 'home')
  const state = join(home, 'sandbox/state/.pulumi')
  mkdirSync(state, { recursive: true, mode: 0o755 })
  mkdirSync(join(home, 'simulator'), { mode: 0o755 })
  const [elsewhere, open, run] = [join(folder, 'elsewhere'), join(state, 'meta.yaml'), join(home, 'simulator/run.sh')]
  writeFileSync(elsewhere, 'theirs')
  writeFileSync(open, 'ours')
  writeFileSync(run, 'ours')
  symlinkSync(elsewhere, join(state, 'link'))
  for (const [place, mode] of [[home, 0o755], [elsewhere, 0o644], [open, 0o644], [run, 0o755]] as const) chmodSync(place, mode)
  openHome({ COUNTERSIGN_HOME: home })
  expect([home, open].map(modeOf)).toEqual(['700', '644'])
  closeLeftovers(home)
  expect([home, join(home, 'sandbox'), state, open, run, elsewhere].map(modeOf)).toEqual(['700', '700', '700', '600', '700', '644'])
})

it.each(['lstatSync', 'chmodSync', 'readdirSync'])('what an engine removes just before %s is left out, and the rest is closed', (call) => {
  const scratch = join(folder, 'simulator/scratch')
  for (const name of ['a', 'b', 'c']) {
    mkdirSync(join(scratch, name), { recursive: true, mode: 0o755 })
    writeFileSync(join(scratch, name, 'Pulumi.yaml'), 'name: shop', { mode: 0o644 })
  }
  meanwhile.does = (what, place) => { if (what === call && place === join(scratch, 'b')) rmSync(join(scratch, 'b'), { recursive: true }) }
  closeLeftovers(folder)
  expect(existsSync(join(scratch, 'b'))).toBe(false)
  expect(['a', 'c'].map(name => modeOf(join(scratch, name, 'Pulumi.yaml')))).toEqual(['600', '600'])
})

it('that is no folder is refused in one sentence', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => openHome({ COUNTERSIGN_HOME: join(folder, 'file') })).toThrow()
})
