import * as pulumi from '@pulumi/pulumi'

interface LineInputs {
  folder: string
  text: string
  shelf: string
}

/** One line is one file. The text `fail` can't be written; another shelf means another file. */
const provider: pulumi.dynamic.ResourceProvider = {
  async create(inputs: LineInputs) {
    const { mkdirSync, writeFileSync } = await import('node:fs')
    const { randomUUID } = await import('node:crypto')
    if (inputs.text === 'fail') throw new Error('the pen is dry')
    const id = `${inputs.shelf}-${randomUUID()}`
    mkdirSync(inputs.folder, { recursive: true })
    writeFileSync(`${inputs.folder}/${id}`, inputs.text)
    return { id, outs: { ...inputs, written: inputs.text.length } }
  },
  async diff(_id: string, olds: LineInputs, news: LineInputs) {
    const replaces = olds.shelf === news.shelf ? [] : ['shelf']
    return { changes: olds.text !== news.text || replaces.length > 0, replaces }
  },
  async update(id: string, _olds: LineInputs, news: LineInputs) {
    const { writeFileSync } = await import('node:fs')
    if (news.text === 'fail') throw new Error('the pen is dry')
    writeFileSync(`${news.folder}/${id}`, news.text)
    return { outs: { ...news, written: news.text.length } }
  },
  async delete(id: string, props: LineInputs) {
    const { rmSync } = await import('node:fs')
    rmSync(`${props.folder}/${id}`)
  },
  async read(id: string, props: LineInputs) {
    const { existsSync, readFileSync } = await import('node:fs')
    const path = `${props.folder}/${id}`
    if (!existsSync(path)) return { id: '', props: {} }
    const text = readFileSync(path, 'utf8')
    return { id, props: { ...props, text, written: text.length } }
  },
}

export class Line extends pulumi.dynamic.Resource {
  declare readonly written: pulumi.Output<number>

  constructor(name: string, inputs: LineInputs, options?: pulumi.CustomResourceOptions) {
    super(provider, name, { written: undefined, ...inputs }, options)
  }
}
