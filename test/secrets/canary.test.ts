import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { mockModel } from '../../daemon/chat/agent/mock-model.ts'
import { chooseEngine, openStack } from '../../daemon/engine/index.ts'
import { Daemon } from '../faults/path/daemon.ts'
import { World } from '../faults/path/world.ts'

vi.setConfig({ testTimeout: 600_000 })

/** One canary for each place that a secret comes from. The last is lower-case, because it is the name of a site. */
const canaries = {
  passphrase: 'Canary-Passphrase-41d7', configuration: 'Canary-Configuration-9b02', environment: 'Canary-Environment-c6e3', error: 'canary-error-5a8f',
  madeUp: 'Canary-MadeUp-3c1d', inThisRun: 'Canary-InThisRun-77f0',
}
/** A resource whose provider makes up a password, which the state alone knows, and says it aloud when its update fails. */
const forgetful = `
new (require('@pulumi/pulumi').dynamic.Resource)({
  async create() { return { id: 'made', outs: { password: ${JSON.stringify(canaries.madeUp.split('-'))}.join('-') } } },
  async update(id, olds) { throw new Error('the update broke over ' + olds.password) },
}, 'made', { tries: settings.replicas === 5 ? 1 : 0, password: undefined }, { additionalSecretOutputs: ['password'] })
`

/** And one whose password, made up in this very run, the program logs and the next resource repeats as it fails. */
const talkative = `
if (settings.replicas === 6) {
  const { dynamic } = require('@pulumi/pulumi')
  const user = new dynamic.Resource({
    async create() { return { id: 'user', outs: { password: ${JSON.stringify(canaries.inThisRun.split('-'))}.join('-') } } },
  }, 'user', { password: undefined }, { additionalSecretOutputs: ['password'] })
  user.password.apply(said => { if (said) console.log('it made up ' + said) })
  new dynamic.Resource({
    async create(inputs) { console.log('it logs in by ' + inputs.login); throw new Error('no login by ' + inputs.login) },
  }, 'login', { login: user.password })
}
`

/** Everything that is written under a folder, but for the places that secrets are kept in on purpose. */
function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name)
    if (name === 'node_modules') return []
    const kind = statSync(file, { throwIfNoEntry: false })
    return kind?.isDirectory() ? files(file) : kind?.isFile() ? [file] : []
  })
}

it('no secret of configuration, state, a provider\'s error, the environment or a log is in anything that the daemon writes, shows or sends', async () => {
  const model = await mockModel((asked, round) => round === 0
    ? { uses: asked.tools.filter(({ name }) => name !== 'propose_plan').map(({ name }) => ({ name, input: argumentsOf(name) })), stop: 'tool_use' }
    : { text: 'That is what there is.' })
  const world = await World.open({ passphrase: canaries.passphrase })
  const sent: string[] = []
  const overhear: typeof fetch = async (...request) => {
    const answer = await fetch(...request)
    void answer.clone().text().then(text => sent.push(text), () => undefined) // a stream that was cut has been read up to there
    return answer
  }
  let daemon: Daemon | undefined
  try {
    const engine = await chooseEngine()
    const stack = await openStack(engine, {
      folder: world.shop, stack: 'dev', backend: world.backend, home: path.join(world.home, 'simulator/pulumi'), passphrase: canaries.passphrase, environment: {},
    })
    await stack.setConfig('canary', { value: canaries.configuration, secret: true })
    await stack.setConfig('site', { value: canaries.error, secret: true })
    const program = path.join(world.shop, 'index.js')
    const text = readFileSync(program, 'utf8')
    const secret = `\nconst secrets = new (require('@pulumi/pulumi').Config)('shop')\nconst canary = secrets.requireSecret('canary')\n`
    writeFileSync(program, `${text.replace('banner: settings.banner', "banner: new (require('@pulumi/pulumi').Config)('shop').requireSecret('canary')")}${secret}`
      + "canary.apply(said => { console.log('the log says ' + said); console.error('and complains of ' + said) })\n"
      + "console.log('the token is ' + process.env.SHOP_TOKEN)\n"
      + "if (settings.replicas === 4) new resources_1.Site('named', { name: secrets.requireSecret('site'), content: 'x', replicas: 1 })\n" + forgetful + talkative)
    world.configure({ model: { name: 'a-model', address: model.address } })
    daemon = await Daemon.start(world, {
      fetch: overhear, environment: Object.fromEntries(['ANTHROPIC_API_KEY', 'SHOP_TOKEN', 'PULUMI_ACCESS_TOKEN'].map(name => [name, canaries.environment])),
    })
    daemon.use(await daemon.pair())
    const stop = new AbortController()
    const stream = daemon.client.events(0, event => { sent.push(JSON.stringify(event)) }, stop.signal).catch(() => 'stopped')
    const run = async (words: string) => {
      const { plan, error } = await daemon!.ask(words)
      expect(error).toBeUndefined()
      return daemon!.over(await daemon!.approve(plan!))
    }
    // a secret property changes, and the program's output says it aloud
    const good = await run('deploy')
    const said = good.log.map(line => line.text).join('\n')
    expect([good.state, said]).toEqual(['succeeded', expect.stringContaining('the log says [secret]')])
    expect(said).toContain('the token is [secret]')
    // a provider's own error names what it was given
    await world.api('POST', '/faults', { mode: 'fail', kind: 'sites', action: 'create' })
    const bad = await run('set replicas to 4')
    expect(bad.state).toBe('rolled-back')
    expect(bad.steps.find(step => step.state === 'failed')?.detail).toContain('was not created')
    // and says what only the state knows
    const forgot = await run('set replicas to 5')
    expect([forgot.state, forgot.conclusion]).toEqual(['rolled-back', expect.stringContaining('the update broke over [secret]')])
    // and what not even the state knew when the run began
    const made = await run('set replicas to 6')
    expect([made.state, made.conclusion]).toEqual(['rolled-back', expect.stringContaining('no login by [secret]')])
    expect(made.steps.find(step => step.state === 'failed')?.detail).toContain('no login by [secret]')
    expect(made.log.map(line => line.text).join('\n')).toMatch(/it made up \[secret\][^]*it logs in by \[secret\]/)
    // a program that fails over a secret, and a model that reads everything it may
    writeFileSync(program, `${text}${secret}canary.apply(said => { throw new Error('it broke over ' + said + ' and ' + process.env.SHOP_TOKEN) })\n`)
    expect((await daemon.ask('deploy')).error?.message).toContain('it broke over [secret] and [secret]')
    for (const words of ['hello, how are you?', 'show the shop', 'what failed last?', 'explain site web']) await daemon.ask(words)
    expect(model.requests.length).toBeGreaterThan(1)
    await daemon.client.post('/v1/audit', { limit: 1000 })
    stop.abort()
    await stream
    await daemon.killed()
    const written = files(world.folder).filter(file => file !== world.passphraseFile && !file.startsWith(world.cloudFolder))
    expect(written.length).toBeGreaterThan(30)
    const places: [string, string][] = [
      ...written.map((file): [string, string] => [file.slice(world.folder.length), readFileSync(file, 'latin1')]),
      ['what was sent to the device', sent.join('\n')], ['what the operator was shown', daemon.shown],
      ['what the daemon printed', daemon.printed],
      ['what the model was sent', JSON.stringify(model.requests)],
    ]
    for (const [source, canary] of Object.entries(canaries)) {
      const found = places.filter(([, content]) => content.includes(canary)).map(([place]) => place)
      expect({ source, found }).toEqual({ source, found: [] })
    }
    // the places are the right ones: what is no secret is found there
    for (const place of ['what was sent to the device', 'what the operator was shown', 'what the model was sent']) {
      expect(places.find(([name]) => name === place)?.[1]).toContain('shop')
    }
  } finally {
    await daemon?.killed()
    world.close()
  }
})

const argumentsOf = (tool: string): Record<string, unknown> => ({
  ...(['show_target', 'show_resource', 'drift'].includes(tool) && { target: 'pulumi:shop/dev' }), ...(tool === 'show_resource' && { name: 'web' }),
  ...(tool === 'show_run' && { run: 'run-1' }), ...(tool === 'search_memory' && { words: 'replicas' }),
})
