import * as pulumi from '@pulumi/pulumi'

interface Inputs { name: string, size: number }

/** Makes nothing: what is measured is the engine, the program and what is between them. */
class Provider implements pulumi.dynamic.ResourceProvider<Inputs, Inputs> {
  create(inputs: Inputs) {
    return Promise.resolve({ id: inputs.name, outs: inputs })
  }
  diff(_id: string, olds: Inputs, news: Inputs) {
    return Promise.resolve({ changes: olds.size !== news.size })
  }
  update(_id: string, _olds: Inputs, news: Inputs) {
    return Promise.resolve({ outs: news })
  }
}

const provider = new Provider()
class Thing extends pulumi.dynamic.Resource {
  constructor(name: string, size: number) {
    super(provider, name, { name, size })
  }
}

const count = new pulumi.Config().requireNumber('count')
for (let at = 0; at < count; at += 1) new Thing(`thing-${at}`, at)
export const made = count
