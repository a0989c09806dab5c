// Runs a program that is data (ProgramData in daemon/engine/embedded/testing/program.ts) as a real Pulumi program. What its
// resources do in the world is files in the folder that the configuration names.
const pulumi = require('@pulumi/pulumi')

/** Whether this fails now: some things fail only so often. */
function fails(inputs, operation) {
  const fs = require('node:fs')
  if (inputs.behave?.fail !== operation) return false
  const counter = `${inputs.world}/.failed-${inputs.name}`
  const before = fs.existsSync(counter) ? Number(fs.readFileSync(counter, 'utf8')) : 0
  fs.writeFileSync(counter, String(before + 1))
  return before < (inputs.behave.times ?? Infinity)
}

/** The same behaviour as testing/world.ts: what fails, what replaces and in which order is in the input `behave`. */
const provider = {
  async check(_olds, news) {
    const failures = news.behave?.fail === 'check' ? [{ property: 'value', reason: 'this value is not wanted' }] : []
    return { inputs: news, failures }
  },
  async diff(_id, olds, news) {
    const own = new Set(['made', 'name', 'world', '__provider'])
    const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => !own.has(key))
    const changed = keys.filter((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]))
    return {
      changes: news.behave?.unknownDiff ? undefined : changed.length > 0,
      replaces: changed.filter((key) => news.behave?.replaceOn?.includes(key)),
      deleteBeforeReplace: news.behave?.deleteBeforeReplace ?? false,
    }
  },
  async create(inputs) {
    const fs = require('node:fs')
    if (fails(inputs, 'create')) throw new Error('the world refused to create it')
    const counter = `${inputs.world}/.made`
    const made = (fs.existsSync(counter) ? Number(fs.readFileSync(counter, 'utf8')) : 0) + 1
    fs.writeFileSync(counter, String(made))
    const id = `${inputs.name}-${made}`
    const outs = { ...inputs, made }
    fs.writeFileSync(`${inputs.world}/${id}`, JSON.stringify(outs))
    if (inputs.behave?.partial === 'create') {
      throw Object.assign(new Error('it did not come up'), { id, properties: outs, reasons: ['it did not come up'] })
    }
    return { id, outs }
  },
  async update(id, olds, news) {
    const fs = require('node:fs')
    if (!fs.existsSync(`${news.world}/${id}`)) throw new Error(`${id} doesn't exist`)
    if (fails(news, 'update')) throw new Error('the world refused to update it')
    const outs = { ...news, made: olds.made }
    fs.writeFileSync(`${news.world}/${id}`, JSON.stringify(outs))
    if (news.behave?.partial === 'update') {
      throw Object.assign(new Error('it did not come up'), { id, properties: outs, reasons: ['it did not come up'] })
    }
    return { outs }
  },
  async delete(id, props) {
    const fs = require('node:fs')
    if (fails(props, 'delete')) throw new Error('the world refused to delete it')
    if (!fs.existsSync(`${props.world}/${id}`)) throw new Error(`${id} doesn't exist`)
    fs.rmSync(`${props.world}/${id}`)
  },
  async read(id, props) {
    const fs = require('node:fs')
    if (props.behave?.fail === 'read') throw new Error('the world refused to read it')
    const path = `${props.world}/${id}`
    return fs.existsSync(path) ? { id, props: { ...props, ...JSON.parse(fs.readFileSync(path, 'utf8')) } } : { id: '', props: {} }
  },
}

class Thing extends pulumi.dynamic.Resource {
  constructor(name, inputs, options) {
    super(provider, name, { made: undefined, ...inputs }, options)
  }
}

class Group extends pulumi.ComponentResource {
  constructor(type, name, options) {
    super(type, name, {}, options)
    this.registerOutputs({})
  }
}

module.exports = async () => {
  const config = new pulumi.Config()
  const world = config.require('world')
  const program = JSON.parse(require('node:fs').readFileSync(config.require('program'), 'utf8'))
  const made = new Map()
  const hooks = new Map(Object.entries(program.hooks ?? {}).map(([name, { fail, retries, ...options }]) => {
    const noteCall = (args) => require('node:fs').appendFileSync(`${world}/.hooks`, `${name} ${args.name}\n`)
    if (retries !== undefined) {
      return [name, new pulumi.ErrorHook(name, (args) => {
        noteCall(args)
        return args.errors.length <= retries
      })]
    }
    return [name, new pulumi.ResourceHook(name, (args) => {
      noteCall(args)
      if (fail !== undefined) throw new Error(fail)
    }, options)]
  }))
  const value = (input) => {
    if (typeof input !== 'object' || input === null) return input
    if ('$from' in input) {
      const [name, key] = input.$from.split('.')
      return made.get(name)[key]
    }
    if ('$config' in input) return config.require(input.$config)
    return '$secret' in input ? pulumi.secret(input.$secret) : input
  }
  for (const data of program.resources) {
    const { parent, dependsOn, deletedWith, replaceWith, aliases, hooks: hooked, ...plain } = data.options ?? {}
    const options = {
      ...plain,
      ...(parent && { parent: made.get(parent) }),
      ...(dependsOn && { dependsOn: dependsOn.map((name) => made.get(name)) }),
      ...(deletedWith && { deletedWith: made.get(deletedWith) }),
      ...(replaceWith && { replaceWith: replaceWith.map((name) => made.get(name)) }),
      ...(aliases && { aliases: aliases.map(({ noParent, ...alias }) => (noParent ? { ...alias, parent: pulumi.rootStackResource } : alias)) }),
      ...(hooked && { hooks: Object.fromEntries(Object.entries(hooked).map(([at, names]) => [at, names.map((name) => hooks.get(name))])) }),
      ...(data.read && { id: data.read }),
    }
    const inputs = Object.fromEntries(Object.entries(data.inputs ?? {}).map(([key, input]) => [key, value(input)]))
    const resource = data.component
      ? new Group(data.type ?? 'test:index:Group', data.name, options)
      : new Thing(data.name, { ...inputs, name: data.name, world }, options)
    made.set(data.name, resource)
    // One after the other, so that the order of independent resources is the same under every engine. One that failed has no URN, and
    // with continue-on-error the others go on.
    await resource.urn.promise().catch(() => undefined)
  }
  if (program.throws) throw new Error('the program threw')
  return Object.fromEntries(Object.entries(program.outputs ?? {}).map(([key, input]) => [key, value(input)]))
}
