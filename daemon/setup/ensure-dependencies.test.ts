import { describe, expect, it } from 'vitest'
import { isInstalled } from './ensure-dependencies.mjs'

const locked = {
  '': {},
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/for-here': { version: '1.0.0', integrity: 'sha512-h', optional: true, os: process.platform, cpu: [process.arch] },
  'node_modules/for-elsewhere': { version: '1.0.0', integrity: 'sha512-e', optional: true, os: ['aix'] },
  'node_modules/needed-elsewhere': { version: '1.0.0', integrity: 'sha512-n', optional: true },
  'node_modules/for-one-libc': { version: '1.0.0', integrity: 'sha512-l', optional: true, os: [process.platform], libc: ['musl'] },
}
const complete = { 'node_modules/a': locked['node_modules/a'], 'node_modules/for-here': locked['node_modules/for-here'] }

describe('the installed packages', () => {
  it('are complete without those for other platforms', () => {
    expect(isInstalled(locked, complete)).toBe(true)
  })

  it('are incomplete where nothing is recorded, as after an install that was cut off', () => {
    expect(isInstalled(locked, {})).toBe(false)
    expect(isInstalled({}, {})).toBe(false)
  })

  it('are incomplete without one for this platform, as in a folder copied from another machine', () => {
    expect(isInstalled(locked, { 'node_modules/a': locked['node_modules/a'] })).toBe(false)
  })

  it('are others where a version, or the content under the same version, differs', () => {
    expect(isInstalled(locked, { ...complete, 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } })).toBe(false)
    expect(isInstalled(locked, { ...complete, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } })).toBe(false)
  })

  it('are others where one is there that is not locked', () => {
    expect(isInstalled(locked, { ...complete, 'node_modules/extra': { version: '1.0.0' } })).toBe(false)
  })
})
