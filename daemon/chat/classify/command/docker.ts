import type { Operation } from '../operation.ts'
import type { Parameters } from '../classification.ts'
import type { Parser } from './arguments.ts'
import { own, reading } from './arguments.ts'

/** docker and podman (docs.docker.com/reference/cli), plain commands and management ones (`docker container rm`), and compose. */
const DOCKER: Readonly<Record<string, Operation>> = {
  ps: 'list', images: 'list', ls: 'list', list: 'list', inspect: 'describe', logs: 'logs', stats: 'metrics', top: 'metrics', port: 'get', diff: 'diff', events: 'logs', info: 'get', version: 'get', history: 'history', search: 'search', df: 'metrics', wait: 'status',
  config: 'get', context: 'list', help: 'explain', show: 'get', use: 'set-config', run: 'run', exec: 'run', create: 'create', start: 'start', up: 'deploy', down: 'delete', stop: 'stop', kill: 'stop', pause: 'stop', unpause: 'start', restart: 'restart',
  rm: 'delete', rmi: 'delete', prune: 'delete', remove: 'delete', build: 'create', pull: 'copy', push: 'deploy', tag: 'set-config', commit: 'create', cp: 'copy', export: 'export', save: 'export', import: 'import', load: 'import', rename: 'move',
  update: 'update', login: 'authenticate', logout: 'authenticate', attach: 'connect', connect: 'attach', disconnect: 'detach', init: 'create', join: 'attach', leave: 'detach', deploy: 'deploy', scale: 'scale', rollback: 'rollback', ls_files: 'list',
  convert: 'get', watch: 'deploy', promote: 'update', demote: 'update', 'unlock-key': 'get', sign: 'update', scout: 'validate', bake: 'create', tasks: 'list', services: 'list', 'docker-env': 'get', machine: 'get', generate: 'get', play: 'deploy',
}
const GROUPS = new Set(
  [
    'container', 'image', 'volume', 'network', 'system', 'service', 'stack', 'swarm', 'node', 'secret', 'config', 'context', 'builder',
    'buildx', 'plugin', 'manifest', 'trust', 'checkpoint', 'compose', 'machine', 'pod', 'scout', 'app',
  ]
)

export const DOCKER_BOOLEANS = new Set(
  [
    'detach', 'd', 'rm', 'it', 'ti', 'i', 't', 'all', 'a', 'force', 'f', 'quiet', 'q', 'follow', 'timestamps', 'no-trunc', 'no-stream',
    'build', 'volumes', 'privileged', 'no-cache', 'pull', 'interactive', 'tty', 'help', 'init', 'aq', 'qa', 'prune', 'remove-orphans',
    'force-recreate', 'no-deps', 'read-only', 'latest', 'size', 'digests',
  ]
)

export const docker: Parser = ({ positional, flags }) => {
  let words = positional
  const parameters: Parameters = {}
  const group = words[0]?.toLowerCase()
  if (group === undefined) return flags.size > 0 ? reading('explain', 'docker') : null
  if (GROUPS.has(group) && (words.length > 1 || group === 'compose')) {
    if (group !== 'compose') parameters.kind = group
    words = words.slice(1)
    if (group === 'buildx' && words[0] === 'du') return reading('metrics', 'docker', 'build cache')
    if (group === 'trust' || group === 'scout') return reading(
      words[0] === 'inspect' || group === 'scout' ? 'describe' : 'update', 'docker', words[1] ?? null
    )
  }
  const verb = words[0]?.toLowerCase() ?? 'help'
  const operation = own(DOCKER, verb)
  if (operation === undefined) return null
  if (flags.has('help') || flags.get('h') === true) return reading('explain', 'docker', verb)
  const kind = { images: 'image', rmi: 'image', pull: 'image', push: 'image', build: 'image', tag: 'image' }[verb]
  if (parameters.kind === undefined && kind !== undefined) parameters.kind = kind
  const tag = flags.get('t') ?? flags.get('tag')
  const target = verb === 'build' && typeof tag === 'string' ? tag : words[1] ?? null
  if (verb === 'scale' && target?.includes('=')) {
    const [name, count] = target.split('=')
    return reading('scale', 'docker', name ?? null, { ...parameters, replicas: Number(count) })
  }
  if (operation === 'deploy' && flags.has('scale')) return reading('scale', 'docker', target, parameters)
  return reading(
    operation, 'docker', target ?? (operation === 'list' ? (parameters.kind as string | undefined) ?? 'container' : null), parameters
  )
}
