import { severityOf } from '../operation.ts'
import type { Operation } from '../operation.ts'
import type { Parameters } from '../classification.ts'
import type { Parser } from './arguments.ts'
import { own, reading, typed, valueOf } from './arguments.ts'
import { operationOfPrefix } from './verb-prefixes.ts'

/** Pulumi's commands (pulumi.com/docs/iac/cli/commands), also as `pulumi stack …` pairs. */
const PULUMI: Readonly<Record<string, Operation>> = {
  preview: 'simulate', pre: 'simulate', up: 'deploy', update: 'deploy', destroy: 'delete', down: 'delete', refresh: 'refresh', cancel: 'stop', watch: 'deploy', logs: 'logs', about: 'get', whoami: 'get', version: 'get', help: 'explain',
  console: 'get', new: 'create', import: 'import', convert: 'create', login: 'authenticate', logout: 'authenticate', stack: 'get', 'stack ls': 'list', 'stack select': 'set-config', 'stack init': 'create', 'stack rm': 'delete',
  'stack output': 'get', 'stack export': 'get', 'stack import': 'import', 'stack graph': 'get', 'stack history': 'history', 'stack rename': 'move', 'stack tag': 'set-config', 'stack unselect': 'set-config',
  'stack change-secrets-provider': 'rotate', history: 'history', config: 'list', 'config get': 'get', 'config set': 'set-config', 'config set-all': 'set-config', 'config rm': 'delete', 'config rm-all': 'delete',
  'config cp': 'copy', 'config refresh': 'refresh', 'config env': 'set-config', state: 'list', 'state delete': 'delete', 'state unprotect': 'lock', 'state protect': 'lock', 'state rename': 'move', 'state move': 'move', 'state edit': 'update',
  'state upgrade': 'update', 'state repair': 'update', 'state taint': 'update', 'state untaint': 'update', 'plugin ls': 'list', 'plugin install': 'install', 'plugin rm': 'delete', plugin: 'list', policy: 'list', 'policy ls': 'list', 'policy publish': 'deploy',
  'policy new': 'create', 'policy enable': 'enable', 'policy disable': 'disable', 'policy rm': 'delete', org: 'get', 'org set-default': 'set-config', 'org get-default': 'get', env: 'get', 'env ls': 'list', 'env get': 'get', 'env open': 'authenticate',
  'env run': 'run', 'env init': 'create', 'env rm': 'delete', 'env edit': 'update', 'env set': 'set-config', install: 'install', package: 'get', 'package add': 'install', 'package publish': 'deploy', 'package remove': 'delete', 'package info': 'get', schema: 'validate', deployment: 'get',
  'deployment run': 'deploy', 'gen-completion': 'explain', ai: 'explain', docs: 'explain',
}
export const PROGRAM_BOOLEANS = new Set(['yes', 'json', 'help', 'show-secrets', 'diff', 'skip-preview', 'preview-only', 'secret', 'plaintext', 'refresh', 'force', 'remove', 'auto-approve', 'upgrade', 'reconfigure', 'destroy', 'no-color', 'recursive',
  'check', 'lock', 'refresh-only', 'compact-warnings', 'migrate-state', 'all', 'detailed-exitcode', 'write', 'run-all', 'expect-no-changes', 'suppress-outputs', 'non-interactive', 'copy', 'show-urns', 'path', 'target-dependents', 'logtostderr'])

/**
 * What stands behind a word that groups commands, where the table doesn't have it (`state frob`, `package remove`, `policy group ls`): what
 * such a verb means elsewhere, and a change where nobody knows it. undefined where the first word is a command of its own.
 */
function behindGroup(table: Readonly<Record<string, Operation>>, group: string, words: readonly string[]): Operation | undefined {
  const [first] = words
  if (first === undefined || !/^[a-z][a-z-]*$/.test(first) || !Object.keys(table).some((known) => known.startsWith(group + ' '))) return undefined
  // `pulumi config NAME` has a name of the person's own there.
  if (group === 'config') return undefined
  let worst: Operation | undefined
  for (const word of words) {
    const found = word === 'ls' ? 'list' : operationOfPrefix(word)
    if (found !== undefined && (worst === undefined || severityOf(found) > severityOf(worst))) worst = found
  }
  return worst ?? 'run'
}

export const pulumi: Parser = ({ positional, flags }) => {
  const verb = positional[0]?.toLowerCase()
  if (verb === undefined) return reading('explain', 'pulumi')
  const pair = `${verb} ${positional[1]?.toLowerCase() ?? ''}`
  const paired = own(PULUMI, pair) ?? behindGroup(PULUMI, verb, positional.slice(1, 3))
  let operation = paired ?? own(PULUMI, verb)
  if (operation === undefined) return null
  if (flags.has('help') || flags.get('h') === true) return reading('explain', 'pulumi', verb)
  if (flags.has('preview-only')) operation = 'simulate'
  if (pair === 'stack export' && flags.has('file')) operation = 'export'
  // `pulumi config NAME VALUE` sets; `pulumi config NAME` is no command, and whoever types it wants to see the value.
  const rest = positional.slice(paired ? 2 : 1)
  if (pair.startsWith('stack tag')) operation = rest[0] === 'ls' || rest[0] === 'get' ? 'get' : 'set-config'
  if (verb === 'org' && rest[0] === 'search') operation = 'search'
  const parameters: Parameters = {}
  const stack = valueOf(flags, 's', 'stack')
  if (stack !== undefined) parameters.stack = stack
  if (operation === 'set-config' && rest[1] !== undefined && !flags.has('secret')) parameters.value = typed(rest[1])
  if (paired === undefined && verb === 'env') operation = 'run'
  return reading(operation, 'pulumi', rest[0] ?? valueOf(flags, 'target', 't') ?? stack ?? null, parameters)
}

/**
 * Terraform's commands (developer.hashicorp.com/terraform/cli/commands), the same for OpenTofu and Terragrunt. `init` downloads and runs
 * providers.
 */
const TERRAFORM: Readonly<Record<string, Operation>> = {
  plan: 'simulate', show: 'get', output: 'get', validate: 'validate', graph: 'get', providers: 'list', version: 'get', console: 'query', help: 'explain', metadata: 'get', 'state list': 'list', 'state show': 'describe', 'state pull': 'get',
  'workspace list': 'list', 'workspace show': 'get', apply: 'deploy', destroy: 'delete', init: 'install', import: 'import', refresh: 'refresh', taint: 'update', untaint: 'update', get: 'install', login: 'authenticate', logout: 'authenticate',
  'force-unlock': 'lock', 'state rm': 'delete', 'state mv': 'move', 'state push': 'update', 'state replace-provider': 'update', 'workspace new': 'create', 'workspace select': 'set-config', 'workspace delete': 'delete', test: 'run',
  fmt: 'update', 'run-all plan': 'simulate', 'run-all apply': 'deploy', 'run-all destroy': 'delete', 'plan-all': 'simulate', 'apply-all': 'deploy', 'destroy-all': 'delete', state: 'list', workspace: 'list', 'providers lock': 'update', 'providers schema': 'get', 'providers mirror': 'copy', env: 'list',
}

export const terraform: Parser = ({ positional, flags }) => {
  const verb = positional[0]?.toLowerCase()
  if (verb === undefined) return reading('explain', 'terraform')
  const pair = `${verb} ${positional[1]?.toLowerCase() ?? ''}`
  const paired = own(TERRAFORM, pair) ?? behindGroup(TERRAFORM, verb, positional.slice(1, 3))
  let operation = paired ?? own(TERRAFORM, verb)
  if (operation === undefined) return null
  if (flags.has('help') || flags.has('h')) return reading('explain', 'terraform', verb)
  if (verb === 'apply' && flags.has('destroy')) operation = 'delete'
  if (verb === 'state' && flags.has('dry-run')) operation = 'simulate'
  if (verb === 'apply' && flags.has('refresh-only')) operation = 'refresh'
  if (verb === 'fmt' && flags.has('check')) operation = 'validate'
  if (verb === 'init' && flags.has('migrate-state')) operation = 'move'
  const target = valueOf(flags, 'target', 'replace') ?? positional[paired ? 2 : 1] ?? null
  const parameters: Parameters = {}
  const variable = valueOf(flags, 'var')
  if (variable?.includes('=')) parameters[variable.slice(0, variable.indexOf('='))] = typed(variable.slice(variable.indexOf('=') + 1))
  return reading(operation, 'terraform', target, parameters)
}

/** AWS CDK, Serverless, Ansible, Packer, Vault, Consul, Nomad: one table, because each needs no more than its verbs. */
const OTHERS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  cdk: {
    synth: 'simulate', diff: 'diff', ls: 'list', list: 'list', doctor: 'status', metadata: 'get', docs: 'explain', deploy: 'deploy',
    destroy: 'delete', bootstrap: 'install', init: 'create', watch: 'deploy', import: 'import', rollback: 'rollback', gc: 'delete',
  },
  sam: {
    build: 'create', validate: 'validate', deploy: 'deploy', delete: 'delete', logs: 'logs', list: 'list', local: 'run', init: 'create',
    sync: 'deploy', package: 'create', traces: 'logs', remote: 'run', publish: 'deploy',
  },
  serverless: {
    deploy: 'deploy', remove: 'delete', info: 'get', logs: 'logs', invoke: 'run', metrics: 'metrics', print: 'get', rollback: 'rollback',
    package: 'create', login: 'authenticate',
  },
  packer: { build: 'create', validate: 'validate', inspect: 'describe', init: 'install', fmt: 'update', console: 'query', fix: 'simulate' },
  vault: {
    status: 'status', read: 'get', list: 'list', write: 'set-config', delete: 'delete', login: 'authenticate', token: 'authenticate',
    policy: 'update', secrets: 'update', auth: 'update', operator: 'update', lease: 'update', path: 'explain', seal: 'lock', unseal: 'lock', init: 'create',
  },
  consul: {
    members: 'list', info: 'get', monitor: 'logs', catalog: 'list', validate: 'validate', leave: 'stop', join: 'attach', kv: 'update',
    agent: 'start', reload: 'restart', acl: 'update',
  },
  nomad: {
    status: 'status', plan: 'simulate', run: 'deploy', stop: 'stop', node: 'get', job: 'update', alloc: 'get', logs: 'logs',
    validate: 'validate', system: 'update', agent: 'start',
  },
  eksctl: {
    get: 'list', info: 'get', create: 'create', delete: 'delete', scale: 'scale', upgrade: 'update', update: 'update', utils: 'update',
    drain: 'drain', set: 'set-config', enable: 'enable', version: 'get', register: 'attach', completion: 'explain',
  },
  minikube: {
    status: 'status', start: 'start', stop: 'stop', delete: 'delete', dashboard: 'get', ip: 'get', logs: 'logs', service: 'get',
    addons: 'enable', ssh: 'connect', tunnel: 'connect', config: 'set-config', profile: 'list', pause: 'stop', unpause: 'start',
    version: 'get', image: 'update', mount: 'attach', node: 'update', cp: 'copy',
  },
  kind: { get: 'list', create: 'create', delete: 'delete', load: 'import', export: 'export', build: 'create' },
  argocd: { app: 'update', login: 'authenticate', cluster: 'update', repo: 'update', proj: 'update', version: 'get', account: 'get' },
  istioctl: {
    analyze: 'validate', install: 'install', 'proxy-status': 'status', ps: 'status', version: 'get', verify: 'validate',
    dashboard: 'connect', uninstall: 'delete', upgrade: 'update', manifest: 'simulate', describe: 'describe', x: 'run', validate: 'validate',
  },
  flux: {
    get: 'list', logs: 'logs', check: 'validate', reconcile: 'deploy', suspend: 'stop', resume: 'start', create: 'create', delete: 'delete',
    bootstrap: 'install', export: 'get', diff: 'diff', tree: 'get', events: 'logs', install: 'install', uninstall: 'delete', trace: 'get',
    stats: 'metrics',
  },
}
const LISTS = new Set(
  [
    'list', 'ls', 'get', 'diff', 'history', 'logs', 'read', 'status', 'lookup', 'inspect', 'info', 'manifests', 'resources', 'nodes',
    'services', 'datacenters',
  ]
)
const SERVICES: Readonly<Record<string, 'aws' | 'kubernetes' | 'generic'>> = {
  cdk: 'aws', sam: 'aws', serverless: 'aws', eksctl: 'kubernetes', minikube: 'kubernetes', kind: 'kubernetes', argocd: 'kubernetes',
  istioctl: 'kubernetes', flux: 'kubernetes',
}

const CONSUL_KV: Readonly<Record<string, Operation>> = { get: 'get', delete: 'delete', export: 'export', import: 'import' }
const NOMAD_JOB: Readonly<Record<string, Operation>> = {
  validate: 'validate', plan: 'simulate', status: 'status', inspect: 'describe', history: 'history', run: 'deploy', stop: 'stop',
}
const ARGOCD_APP: Readonly<Record<string, Operation>> = { sync: 'deploy', delete: 'delete', rollback: 'rollback', create: 'create', set: 'set-config', terminate: 'stop' }

export function programOf(tool: string): Parser | undefined {
  const verbs = own(OTHERS, tool === 'sls' ? 'serverless' : tool)
  if (verbs === undefined) return undefined
  return ({ positional, flags }) => {
    const verb = positional[0]?.toLowerCase() ?? ''
    let operation = own(verbs, verb)
    if (operation === undefined) return null
    const reads = LISTS.has(positional[1] ?? '') && ['update', 'authenticate', 'enable'].includes(operation)
    if (reads) operation = positional[1] === 'get' || positional[1] === 'read' ? 'get' : positional[1] === 'logs' ? 'logs' : positional[1] === 'diff' ? 'diff' : positional[1] === 'history' ? 'history' : 'list'
    if (tool === 'consul' && verb === 'kv') operation = own(CONSUL_KV, positional[1] ?? '') ?? operation
    if (tool === 'nomad' && verb === 'job') operation = own(NOMAD_JOB, positional[1] ?? '') ?? operation
    if (tool === 'argocd' && verb === 'app') operation = own(ARGOCD_APP, positional[1]?.split('-')[0] ?? '') ?? operation
    if (flags.has('dry-run')) operation = 'simulate'
    if (flags.has('help')) operation = 'explain'
    return reading(
      operation, own(SERVICES, tool === 'sls' ? 'serverless' : tool) ?? 'generic', positional.at(-1) === verb ? null : positional.at(-1) ?? null
    )
  }
}
