import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openHome } from './home.ts'

let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'countersign-home-')) })
afterEach(() => { rmSync(folder, { recursive: true }) })
const modeOf = (place: string) => (statSync(place).mode & 0o777).toString(8)

it('is made for its owner alone where it is missing', () => {
  const home = openHome({ COUNTERSIGN_HOME: join(folder, 'new/home') })
  expect([home, modeOf(home)]).toEqual([join(folder, 'new/home'), '700'])
})

it('takes away what others may do with it and with what engines left in it, and leaves alone what a link leads to', () => {
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
  expect([home, join(home, 'sandbox'), state, open, run, elsewhere].map(modeOf)).toEqual(['700', '700', '700', '600', '700', '644'])
})

it('that is no folder is refused in one sentence', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => openHome({ COUNTERSIGN_HOME: join(folder, 'file') })).toThrow()
})
