import { afterEach, describe, expect, it, vi } from 'vitest'
import { requirePlatform } from './platform.mjs'
import { readStartOptions } from './start-options.mjs'

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
})

describe('npm start', () => {
  it('opens a window and leaves the ports to the daemon unless told', () => {
    expect(readStartOptions([])).toEqual({ browser: true, port: undefined, sandboxPort: undefined })
    expect(readStartOptions(['--no-browser', '--port', '9140', '--sandbox-port=9141']))
      .toEqual({ browser: false, port: '9140', sandboxPort: '9141' })
  })

  it.each([[['--prot', '1']], [['--port', 'http']], [['--port', '70000']], [['extra']]])('starts nothing for %j, and says what it takes', (args) => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(readStartOptions(args)).toBeUndefined()
    expect(String(written.mock.calls[0]?.[0])).toContain('usage: npm start')
    expect(process.exitCode).toBe(2)
  })

  it('names WSL 2 on Windows, and runs on the four platforms that Node comes for', () => {
    expect(() => requirePlatform('win32', 'x64')).toThrow('WSL 2')
    expect(() => requirePlatform('linux', 'ia32')).toThrow('linux ia32')
    for (const [platform, arch] of [['linux', 'x64'], ['linux', 'arm64'], ['darwin', 'x64'], ['darwin', 'arm64']] as const) {
      expect(() => requirePlatform(platform, arch)).not.toThrow()
    }
  })
})
