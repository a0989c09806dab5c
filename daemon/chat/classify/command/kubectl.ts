import type { Operation } from '../operation.ts'
import type { Parameters } from '../classification.ts'
import type { Parser } from './arguments.ts'
import { own, reading, typed, valueOf } from './arguments.ts'

/**
 * kubectl's verbs (kubernetes.io/docs/reference/kubectl). A plain operation needs nothing else; the exceptions are below.
 * `config`, `port-forward`, `exec`, `cp`, `proxy`, `attach` and `debug` change something even where nothing in the cluster does.
 */
const VERBS: Readonly<Record<string, Operation>> = {
  get: 'get', describe: 'describe', explain: 'explain', logs: 'logs', log: 'logs', top: 'metrics', diff: 'diff', events: 'logs', version: 'get', options: 'explain',
  'api-resources': 'list', 'api-versions': 'list', 'cluster-info': 'status', wait: 'status', completion: 'explain', help: 'explain', kustomize: 'simulate',
  create: 'create', apply: 'deploy', replace: 'update', patch: 'update', edit: 'update', set: 'set-config', label: 'set-config', annotate: 'set-config',
  expose: 'create', run: 'create', delete: 'delete', scale: 'scale', autoscale: 'scale', drain: 'drain', cordon: 'drain', uncordon: 'start', taint: 'drain',
  exec: 'run', cp: 'copy', attach: 'connect', debug: 'run', 'port-forward': 'connect', proxy: 'connect', certificate: 'approve', convert: 'simulate',
  'rolling-update': 'deploy', krew: 'install', ctx: 'set-config', ns: 'set-config', rollout: 'status', config: 'set-config', auth: 'get', plugin: 'list',
}

const ROLLOUT: Readonly<Record<string, Operation>> = {
  status: 'status', history: 'history', undo: 'rollback', restart: 'restart', pause: 'stop', resume: 'start',
}

/** Short names that `kubectl api-resources` prints. */
const KINDS: Readonly<Record<string, string>> = {
  po: 'pod', deploy: 'deployment', svc: 'service', ns: 'namespace', no: 'node', cm: 'configmap', ds: 'daemonset', sts: 'statefulset', rs: 'replicaset',
  ing: 'ingress', pv: 'persistentvolume', pvc: 'persistentvolumeclaim', sa: 'serviceaccount', cj: 'cronjob', hpa: 'horizontalpodautoscaler', ep: 'endpoints',
  netpol: 'networkpolicy', pdb: 'poddisruptionbudget', sc: 'storageclass', crd: 'customresourcedefinition', rc: 'replicationcontroller', quota: 'resourcequota',
  ev: 'event', csr: 'certificatesigningrequest', limits: 'limitrange', pc: 'priorityclass',
}
const kindOf = (word: string): string => {
  const name = (word.toLowerCase().split('.')[0] ?? '')
  return own(KINDS, name) ?? name.replace(/(ss|x|ch)es$/, '$1').replace(/policies$/, 'policy').replace(/ies$/, 'y').replace(/([^s])s$/, '$1')
}

export const KUBECTL_BOOLEANS = new Set(['all-namespaces', 'all', 'watch', 'force', 'now', 'show-labels', 'previous', 'recursive', 'overwrite', 'ignore-not-found',
  'dry-run', 'help', 'local', 'record', 'prune', 'follow', 'timestamps', 'rm', 'it', 'ti', 'tty', 'stdin', 'no-headers', 'list', 'resolve', 'minify', 'raw',
  'flatten', 'containers', 'delete-emptydir-data', 'delete-local-data', 'ignore-daemonsets', 'server-side', 'client', 'short', 'wait', 'all-containers',
  'merge', 'expose', 'command', 'quiet', 'attach', 'show-managed-fields', 'namespaced', 'insecure-skip-tls-verify', 'disable-eviction'])

export const kubectl: Parser = ({ positional, flags, command }) => {
  // OpenShift's `oc adm VERB` is the verb for administrators.
  if (positional[0] === 'adm') positional = positional.slice(1)
  const verb = positional[0]?.toLowerCase()
  if (verb === undefined) return reading('explain', 'kubernetes')
  let operation = own(VERBS, verb)
  const parameters: Parameters = {}
  const namespace = valueOf(flags, 'n', 'namespace')
  if (namespace !== undefined) parameters.namespace = namespace
  // `logs -f NAME` follows; everywhere else -f names a file.
  const follows = verb === 'logs' || verb === 'log'
  const taken = follows ? valueOf(flags, 'f') : undefined
  let rest = taken === undefined ? positional.slice(1) : [taken, ...positional.slice(1)]
  if (operation === undefined) return /^[a-z-]+$/.test(verb) ? reading('run', 'kubernetes', rest[0] ?? null, { command: verb }, 0.6) : null
  if (flags.has('help') || flags.get('h') === true) return reading('explain', 'kubernetes', verb)
  const file = follows ? undefined : valueOf(flags, 'f', 'filename', 'k', 'kustomize')
  if (verb === 'rollout') { operation = own(ROLLOUT, rest[0] ?? '') ?? 'run'; rest = rest.slice(1) }
  else if (verb === 'config') {
    const sub = rest[0] ?? ''
    operation = sub === 'view' ? 'get' : sub.startsWith('get-') ? 'list' : sub === 'current-context' ? 'get' : sub.startsWith('delete-') || sub === 'unset' ? 'delete' : 'set-config'
    return reading(operation, 'kubernetes', rest[1] ?? null, { ...parameters, kind: 'kubeconfig' })
  } else if (verb === 'auth') return reading(rest[0] === 'reconcile' ? 'grant' : rest[0] === 'whoami' ? 'get' : 'validate', 'kubernetes', rest[2] ?? null, parameters)
  else if (verb === 'certificate') return reading(rest[0] === 'deny' ? 'close' : 'approve', 'kubernetes', rest[1] ?? null, parameters)
  else if (verb === 'set') { parameters.setting = rest[0] ?? ''; rest = rest.slice(1) }
  else if (verb === 'apply' && rest[0]?.startsWith('view')) operation = 'get'
  else if (verb === 'apply' && rest[0]?.startsWith('edit')) operation = 'update'
  else if (verb === 'cluster-info' && rest[0] === 'dump') operation = 'logs'
  else if (verb === 'create' && rest[0] === 'token') operation = 'authenticate'
  else if ((verb === 'label' || verb === 'annotate') && flags.has('list')) operation = 'get'
  if (verb === 'proxy') return reading('connect', 'kubernetes', null, parameters)
  const dry = flags.get('dry-run')
  if (dry !== undefined && dry !== 'none' && dry !== 'false') operation = 'simulate'

  // Where the kind comes first: TYPE NAME, TYPE/NAME; where it doesn't: logs POD, exec POD, top pod.
  const takesName = ['logs', 'log', 'exec', 'attach', 'cp', 'port-forward', 'drain', 'cordon', 'uncordon', 'debug', 'run'].includes(verb)
  let target: string | null = null
  const first = rest[0]
  if (first?.includes('/') && !first.startsWith('/') && verb !== 'cp') {
    parameters.kind = kindOf(first.slice(0, first.indexOf('/')))
    target = first.slice(first.indexOf('/') + 1)
  } else if (takesName) {
    target = first ?? null
    parameters.kind = verb === 'drain' || verb.endsWith('cordon') ? 'node' : 'pod'
  } else if (first !== undefined) {
    const secretType = verb === 'create' && ['secret', 'service', 'svc'].includes(first) && rest.length > 2
    const name = (verb === 'taint' || verb === 'top') && rest.length === 1 ? undefined : rest[secretType ? 2 : 1]
    parameters.kind = kindOf(first)
    target = name !== undefined && !/[=]|^\w+-$/.test(name) ? name : null
    if (target === null) target = verb === 'get' || verb === 'describe' || verb === 'top' ? first : file ?? first
    if (verb === 'get' && name === undefined) operation = 'list'
  } else target = file ?? null
  if (file !== undefined && operation !== 'list') parameters.file = file
  if (verb === 'get' && file === undefined && (flags.has('A') || flags.has('all-namespaces') || flags.has('l'))) operation = 'list'
  const replicas = valueOf(flags, 'replicas')
  if (replicas !== undefined) parameters.replicas = typed(replicas)
  const image = valueOf(flags, 'image')
  if (image !== undefined) parameters.image = image
  for (const word of rest.slice(1)) {
    const equals = word.indexOf('=')
    if (equals > 0 && Object.keys(parameters).length < 12) parameters[word.slice(0, equals)] = typed(word.slice(equals + 1))
  }
  if (command.piped && file === '-') parameters.file = 'standard input'
  return reading(operation, 'kubernetes', target, parameters)
}

const HELM: Readonly<Record<string, Operation>> = {
  list: 'list', ls: 'list', status: 'status', history: 'history', hist: 'history', get: 'get', show: 'describe', inspect: 'describe', search: 'search', template: 'simulate',
  lint: 'validate', verify: 'validate', version: 'get', env: 'get', help: 'explain', install: 'install', upgrade: 'deploy', uninstall: 'delete', delete: 'delete',
  rollback: 'rollback', test: 'run', pull: 'copy', fetch: 'copy', push: 'copy', package: 'create', create: 'create', plugin: 'install', diff: 'diff',
  repo: 'set-config', dependency: 'refresh', dep: 'refresh', registry: 'authenticate', completion: 'explain', secrets: 'update', init: 'install',
}
const HELM_READS = new Set(['list', 'ls', 'index'])

export const helm: Parser = ({ positional, flags }) => {
  const verb = positional[0]?.toLowerCase()
  if (verb === undefined) return reading('explain', 'kubernetes')
  let operation = own(HELM, verb)
  if (operation === undefined) return null
  let rest = positional.slice(1)
  if (verb === 'repo' || verb === 'dependency' || verb === 'dep' || verb === 'plugin' || verb === 'get' || verb === 'show') {
    if (HELM_READS.has(rest[0] ?? '')) operation = 'list'
    else if (verb === 'repo' && rest[0] === 'remove') operation = 'delete'
    else if (verb === 'repo' && rest[0] === 'update') operation = 'refresh'
    rest = rest.slice(1)
  }
  if (flags.has('dry-run')) operation = 'simulate'
  if (flags.has('help') || flags.get('h') === true) operation = 'explain'
  const parameters: Parameters = { kind: 'release' }
  const namespace = valueOf(flags, 'n', 'namespace')
  if (namespace !== undefined) parameters.namespace = namespace
  if (rest[1] !== undefined) parameters[verb === 'rollback' ? 'revision' : 'chart'] = typed(rest[1])
  return reading(operation, 'kubernetes', rest[0] ?? null, parameters)
}
