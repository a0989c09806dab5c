import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { classesIn, programText, settingsIn } from './reading.ts'

const folders: string[] = []
afterEach(() => { for (const folder of folders.splice(0)) rmSync(folder, { recursive: true }) })

describe('the settings that a program reads', () => {
  it('are those of the project and of other namespaces, with the type that they are read as', () => {
    const text = `
      const config = new pulumi.Config()
      const aws: pulumi.Config = new Config("aws");
      const count = config.getNumber('count') ?? 2
      config . require<'a' | 'b'>("tier"); config.getBoolean(\`open\`)
      aws.require('region'); new Config().get('inline'); new pulumi.Config('gcp').require('zone')
      config.requireSecret('password'); config.getSecretNumber('pin'); config.getObject('list')`
    expect(Object.fromEntries(settingsIn([text], 'shop'))).toEqual({
      'shop:count': { type: 'number', secret: false }, 'shop:tier': { secret: false }, 'shop:open': { type: 'boolean', secret: false },
      'aws:region': { secret: false }, 'shop:inline': { secret: false }, 'gcp:zone': { secret: false },
      'shop:password': { secret: true }, 'shop:pin': { type: 'number', secret: true },
    })
  })

  it('are read through a variable of another file, and never through one that holds no settings', () => {
    const found = settingsIn(['export const settings = new Config()', "import { settings } from './a'\nsettings.get('size'); map.get('other'); res.require('x')"], 'shop')
    expect([...found.keys()]).toEqual(['shop:size'])
  })

  it('are found anew when a file changes, and not in packages', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cs-settings-'))
    folders.push(folder)
    mkdirSync(path.join(folder, 'node_modules/other'), { recursive: true })
    writeFileSync(path.join(folder, 'node_modules/other/index.js'), "new Config().get('foreign')")
    writeFileSync(path.join(folder, 'index.ts'), "new Config().get('one')")
    expect([...programText(folder, 'shop').settings.keys()]).toEqual(['shop:one'])
    writeFileSync(path.join(folder, 'index.ts'), "new Config().get('another')")
    expect([...programText(folder, 'shop').settings.keys()]).toEqual(['shop:another'])
    expect(programText(path.join(folder, 'gone'), 'shop').settings.size).toBe(0)
  })
})

describe('the resources that a program makes', () => {
  it('have the class that stands before their name, unless two share one', () => {
    const text = "new Bucket('logs', {}); new aws.s3.Bucket(\"assets\"); new Site('shared'); new Route(`shared`, {}); new Site(name)"
    expect(Object.fromEntries(classesIn([text]))).toEqual({ logs: 'Bucket', assets: 'Bucket' })
  })
})
