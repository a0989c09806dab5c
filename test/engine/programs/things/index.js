// As many files as the configuration says, each with what it says in it: a world in which everybody can see what was done to it.
const pulumi = require('@pulumi/pulumi')

/** Long enough to be killed in; every operation is one file that is written or removed at its end. */
const provider = {
  async create(inputs) {
    await new Promise((resolve) => setTimeout(resolve, 15))
    require('node:fs').writeFileSync(`${inputs.world}/${inputs.name}`, inputs.text)
    return { id: inputs.name, outs: inputs }
  },
  async diff(_id, olds, news) {
    return { changes: olds.text !== news.text }
  },
  async update(id, _olds, news) {
    await new Promise((resolve) => setTimeout(resolve, 15))
    require('node:fs').writeFileSync(`${news.world}/${id}`, news.text)
    return { outs: news }
  },
  async delete(id, props) {
    await new Promise((resolve) => setTimeout(resolve, 15))
    require('node:fs').rmSync(`${props.world}/${id}`, { force: true })
  },
  async read(id, props) {
    const path = `${props.world}/${id}`
    if (!require('node:fs').existsSync(path)) return { id: '', props: {} }
    return { id, props: { ...props, text: require('node:fs').readFileSync(path, 'utf8') } }
  },
}

class Thing extends pulumi.dynamic.Resource {
  constructor(name, inputs) {
    super(provider, name, { ...inputs, name })
  }
}

const config = new pulumi.Config()
const [world, text] = [config.require('world'), config.require('text')]
for (let at = 0; at < config.requireNumber('count'); at += 1) new Thing(`thing-${at}`, { world, text })
