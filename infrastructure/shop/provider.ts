import type { dynamic } from '@pulumi/pulumi'

/** The kinds of the sandbox cloud as a provider sees them. */
interface Kind {
  /** The collection in the API, and the first half of a resource's id. */
  readonly collection: 'sites' | 'databases' | 'routes'
  /** The input that is the natural name. */
  readonly key: string
  /** Inputs that can be changed in place. */
  readonly mutable: readonly string[]
  /** Inputs whose change needs a new resource. */
  readonly fixed: readonly string[]
  /** Inputs that count at creation only: a later change of them changes nothing. */
  readonly once: readonly string[]
  /** Facts that the cloud answers and the state keeps. */
  readonly facts: readonly string[]
}
type Properties = Record<string, unknown>

/**
 * A provider for one kind. Pulumi stores its code in the state (as a closure), so it must stand alone: Node's own modules and `fetch`,
 * nothing captured but `kind`. Make one per kind: each instance is serialised again, which is slow.
 *
 * Address and token come from the environment (SANDBOX_URL, SANDBOX_TOKEN_FILE) when it runs, so neither is ever in the state.
 * COUNTERSIGN_OPERATION, where it is set, tags every call, and makes a create safe to repeat.
 */
export function sandboxProvider(kind: Kind): dynamic.ResourceProvider {
  /** Pulumi's stand-in for a value that only the deployment will know. */
  const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

  const call = async (method: string, path: string, body?: Properties): Promise<{ status: number, body: Properties }> => {
    const { SANDBOX_URL: url, SANDBOX_TOKEN_FILE: file, COUNTERSIGN_OPERATION: operation } = process.env
    if (!url || !file) throw new Error('The sandbox is not known here: set SANDBOX_URL and SANDBOX_TOKEN_FILE, or let countersign run this. Nothing was changed.')
    const token = process.getBuiltinModule('fs').readFileSync(file, 'utf8').trim()
    const headers: Record<string, string> = { authorization: `Bearer ${token}` }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (operation) headers['x-operation'] = operation
    const send = () => fetch(`${url}/api/v1/${path}`, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body), redirect: 'error', signal: AbortSignal.timeout(90_000),
    })
    let answer: Response
    try {
      // A lost answer to a tagged call may be asked for again: the cloud knows the tag and does nothing twice.
      answer = await (operation ? send().catch(send) : send())
    } catch (cause) {
      const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause)
      throw new Error(method === 'GET'
        ? `The sandbox does not answer (${reason}). Is it running?`
        : `The sandbox did not answer to ${method} ${path} (${reason}): whether it was done is not known. Look it up by its name before trying again.`)
    }
    return { status: answer.status, body: await answer.json() as Properties }
  }

  const refusal = (what: string, body: Properties): Error => {
    const { message, hint } = (body['error'] ?? {}) as { message?: string, hint?: string }
    return new Error(`${what}: ${message ?? 'the sandbox refused'} ${hint ?? ''}`.trim())
  }

  const pick = (from: Properties, keys: readonly string[]): Properties =>
    Object.fromEntries(keys.filter(key => from[key] !== undefined && from[key] !== null).map(key => [key, from[key]]))

  const inputKeys = [kind.key, ...kind.fixed, ...kind.mutable]
  const outputs = (inputs: Properties, body: Properties): Properties =>
    ({ ...pick(body, [...inputKeys, ...kind.facts]), ...pick(inputs, kind.once) })
  const address = (id: string) => `${kind.collection}/${encodeURIComponent(id.slice(kind.collection.length + 1))}`
  const changed = (olds: Properties, news: Properties, keys: readonly string[]) =>
    keys.filter(key => JSON.stringify(olds[key] ?? null) !== JSON.stringify(news[key] ?? null))

  return {
    async check(_olds, news: Properties) {
      const failures = []
      const { replicas } = news
      if (typeof replicas === 'number' && (!Number.isInteger(replicas) || replicas < 1 || replicas > 10)) {
        failures.push({ property: 'replicas', reason: `${replicas} replicas: a site has 1 to 10` })
      }
      const name = news[kind.key]
      if (name !== unknown && (typeof name !== 'string' || !/^[a-z0-9][a-z0-9/-]{0,119}$/.test(name))) {
        failures.push({ property: kind.key, reason: 'has to be lower-case letters, digits and hyphens' })
      }
      return { inputs: news, failures }
    },

    async diff(_id, olds: Properties, news: Properties) {
      const replaces = changed(olds, news, [kind.key, ...kind.fixed])
      return {
        changes: replaces.length > 0 || changed(olds, news, kind.mutable).length > 0,
        replaces,
        stables: [],
        // Two of one natural name can't be there at once: the old one has to go first.
        deleteBeforeReplace: replaces.length > 0 && !replaces.includes(kind.key),
      }
    },

    async create(inputs: Properties) {
      const id = `${kind.collection}/${String(inputs[kind.key])}`
      const { status, body } = await call('POST', kind.collection, pick(inputs, [...inputKeys, ...kind.once]))
      if (status !== 201 && status !== 200) throw refusal(`${id} was not created`, body)
      return { id, outs: outputs(inputs, body) }
    },

    async read(id, props: Properties = {}) {
      const { status, body } = await call('GET', address(id))
      if (status === 404) return { id: '' }
      if (status !== 200) throw refusal(`${id} can't be read`, body)
      const outs = outputs(props, body)
      return { id, props: outs, inputs: pick(outs, [...inputKeys, ...kind.once]) }
    },

    async update(id, olds: Properties, news: Properties) {
      const keys = changed(olds, news, kind.mutable)
      // An input that is gone goes back to the cloud's own default: nothing for a text, none for a reference.
      const patch = Object.fromEntries(keys.map(key => [key, news[key] ?? (key === 'database' ? null : '')]))
      const { status, body } = keys.length === 0 ? await call('GET', address(id)) : await call('PATCH', address(id), patch)
      if (status !== 200) throw refusal(`${id} was not updated`, body)
      return { outs: outputs(news, body) }
    },

    async delete(id) {
      const { status, body } = await call('DELETE', address(id))
      if (status !== 200 && status !== 404) throw refusal(`${id} was not deleted`, body)
    },
  }
}
