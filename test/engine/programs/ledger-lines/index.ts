import * as pulumi from '@pulumi/pulumi'
import { Line } from './line'

const config = new pulumi.Config()
const folder = config.require('folder')

class Page extends pulumi.ComponentResource {
  readonly first: Line

  constructor(name: string, words: string[]) {
    super('ledger:index:Page', name)
    this.first = new Line(`${name}-1`, { folder, text: words[0] ?? '', shelf: config.get('shelf') ?? 'a' }, { parent: this })
    for (const [index, text] of words.slice(1).entries()) {
      new Line(`${name}-${index + 2}`, { folder, text, shelf: 'a' }, { parent: this, dependsOn: [this.first] })
    }
    this.registerOutputs({ written: this.first.written })
  }
}

const page = new Page('page', config.require('words').split(' '))
export const written = page.first.written
export const token = config.getSecret('token')
