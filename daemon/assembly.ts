import { createChat } from './chat/index.ts'
import { readConfiguration, readPassphrase, type Configuration, type ModelOptions } from './config/index.ts'
import { Engines } from './engines.ts'
import { createEvents } from './events.ts'
import { createFreshness, createHandlers, createHttp, listen, loadTransportKey } from './http/index.ts'
import type { Options } from './options.ts'
import { createDevices, createPairing, createTerminal, listenForOperator, type Output } from './pairing/index.ts'
import { createPlans } from './plans/index.ts'
import { refusalOf } from './refusal.ts'
import { seedSandbox, startSandbox, type RunningSandbox } from './sandbox.ts'
import { keyFromKeychain } from './setup/keychain.mjs'
import { pulumiSimulator, type ProjectSource } from './simulators/pulumi/index.ts'
import { currentStatus, statusFor, type StatusSources } from './status.ts'
import { sinkOf } from './sinks.ts'
import { keepDelivering, openStore } from './store/index.ts'
import { version } from './version.ts'

export interface Daemon {
  readonly authority: string
  /** Address of the sandbox's console, where there is a sandbox. */
  readonly console: string | undefined
  /** Resolves when the operator asked the daemon to stop. */
  readonly stopped: Promise<void>
  close(): Promise<void>
}

/**
 * Joins the rooms, and is the only place that knows all of them. The store comes first: whoever has its lock is the one daemon of this
 * folder, and everything after it may rely on that. What was opened is closed again, last first, at the end and when the start fails.
 */
export async function assemble(home: string, options: Options, output: Output): Promise<Daemon> {
  const opened: (() => void | Promise<void>)[] = []
  const close = async () => {
    for (const shut of opened.splice(0).reverse()) await shut()
  }
  try {
    const configuration = readConfiguration(home)
    const store = await openStore(home)
    opened.push(() => store.close())
    const listener = await listen(options.port)
    opened.push(() => listener.close())

    const terminal = createTerminal(output)
    if (store.unfinishedRestore) terminal.say('A restore of a backup ended before it was in place: this is the store from before it, and nothing of it was changed.')
    // a process of its own takes its time to start: what doesn't need it goes on meanwhile
    const starting = options.sandbox ? sandboxOrReason(home, options.sandboxPort, terminal.say) : undefined
    opened.push(async () => (await starting)?.cloud.close())

    const { database, audit } = store
    for (const sink of configuration.sinks.map(options => sinkOf(options, process.env))) {
      const delivery = keepDelivering(database, audit, sink, terminal.say)
      opened.push(() => delivery.close())
    }
    const events = createEvents(database)
    const freshness = createFreshness()
    const transportKey = await loadTransportKey(home)
    const devices = createDevices(store)
    const pairing = createPairing({
      authority: () => listener.authority, daemonPublicKey: transportKey.publicKey, epoch: () => freshness.epoch, devices, terminal,
    })

    const own: ProjectSource[] = []
    for (const { passphrase, ...project } of configuration.projects) {
      own.push({ ...project, passphrase: await readPassphrase(passphrase, `${project.path}, stack ${project.stack}`) })
    }
    const sandbox = await starting
    const pulumi = pulumiSimulator({ home, projects: [...sandbox?.projects ?? [], ...own] })
    const engines = new Engines(pulumi)
    const plans = createPlans({
      database, audit, simulators: [pulumi], terminal, events, devices,
      statusChanged: () => void events.publish({ type: 'status', status: currentStatus(sources) }),
    })
    opened.push(() => plans.close())
    const model = await modelOf(configuration, process.env.ANTHROPIC_API_KEY, terminal.say)
    const unexpected = (error: unknown) => terminal.say(`Something failed that should not have: ${refusalOf(error).message}`)
    const chat = createChat({ database, plans, simulators: [pulumi], audit, events, unexpected, ...(model && { model }) })

    const sources: StatusSources = {
      version, epoch: () => freshness.epoch, plans, audit, events,
      describe: target => engines.of(target), model: () => model ? { connected: true, name: model.name } : { connected: false },
    }
    const http = createHttp({
      authority: () => listener.authority, version, transportKey, freshness, devices, pairing, events,
      handlers: createHandlers({
        plans, chat, devices, audit, status: actor => statusFor(actor, sources), cursor: () => events.cursor,
      }),
      unexpected,
    })
    let stop: () => void = () => undefined
    const stopped = new Promise<void>(resolve => { stop = resolve })
    const operator = await listenForOperator({
      home, pairing, terminal, approving: plans, stop, exportRecord: file => store.exportRecord(file), backUp: file => store.backUp(file),
      status: () => ({
        authority: listener.authority, version, process: process.pid, pairing: pairing.state, approving: plans.approving,
        devices: devices.list().filter(device => device.revokedAt === undefined).length, streams: http.streams.count,
      }),
    })
    opened.push(() => operator.close())
    audit.append({ kind: 'daemon.started', actor: { person: 'countersign', device: 'daemon', via: 'daemon' }, fields: { version } })
    if (sandbox) await seedSandbox(pulumi, audit, terminal.say)
    listener.serve(http)
    // loading the engine takes a second that nobody should wait for: the status says which one it is when it is known
    setImmediate(() => void engines.find().then(() => events.publish({ type: 'status', status: currentStatus(sources) })))

    terminal.say(`countersign ready on ${listener.authority}`)
    if (sandbox) terminal.say(`the sandbox's console: ${sandbox.cloud.url}`)
    for (const problem of pulumi.problems?.() ?? []) terminal.say(problem)
    // the first start has nobody who could ask for a code yet
    if (devices.list().every(device => device.revokedAt !== undefined)) pairing.open()
    return { authority: listener.authority, console: sandbox?.cloud.url, stopped, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The model that the configuration names, if its key is in the environment or the keychain; the key is kept in memory only. */
async function modelOf(
  { model }: Configuration, given: string | undefined, say: (line: string) => void,
): Promise<(ModelOptions & { key: string }) | undefined> {
  const key = model && !given ? await keyFromKeychain() : given
  if (model && !key) say(`The model ${model.name} is not connected: ANTHROPIC_API_KEY is not set, and the keychain has no entry countersign/anthropic. Everything but free conversation works.`)
  return model && key ? { ...model, key } : undefined
}

/** Without its sandbox the daemon is of full use to whoever has a project of their own, so it says why and goes on. */
async function sandboxOrReason(home: string, port: number, say: (line: string) => void): Promise<RunningSandbox | undefined> {
  try {
    return await startSandbox(home, port)
  } catch (error) {
    say(`There is no sandbox: ${refusalOf(error).message}`)
    return undefined
  }
}
