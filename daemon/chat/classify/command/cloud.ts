import type { Operation } from '../operation.ts'
import type { Parameters } from '../classification.ts'
import type { Service } from '../service.ts'
import type { Parser } from './arguments.ts'
import { own, reading, typed, valueOf } from './arguments.ts'
import { operationOfPrefix } from './verb-prefixes.ts'
import { sqlReading } from './sql.ts'

type Exceptions = readonly (readonly [RegExp, Operation])[]

/** The command groups that end in something other than a verb of the table, or whose verb says less than it does. Longest path first. */
const AZ: Exceptions = [
  [/get-credentials$|get-access-token$|^acr login|^login|^logout|generate-sas$|credential reset$|get-upgrade-token|^account clear|-sas$|^ad sp create-for-rbac/, 'authenticate'],
  [/^version$|bicep version$|job output$|^cloud show|^config get|^configure --list|^account show|get-instance-view|get-versions|^find$/, 'get'],
  [/^(interactive|feedback|help)$/, 'explain'], [/^(cost|consumption|billing) .*(list|show|query)/, 'cost'], [/activity-log|deployment operation list|(^| )history( |$)/, 'history'],
  [/^monitor metrics list/, 'metrics'], [/log (tail|show|download)$|logs show|get-boot-log|(^| )logs?$/, 'logs'], [/what-if$|^bicep (decompile|build)/, 'simulate'],
  [/^monitor log-analytics query|^graph query|entity query|^cosmosdb .*query/, 'query'], [/wait$|check-name|check-health|check-availability/, 'status'], [/ validate$|^bicep lint/, 'validate'],
  [/(^| )(list|list-\S+)$/, 'list'], [/(^| )show(-\S+)?$/, 'describe'],
  [/^account set$|^account set-subscription|^cloud set|^configure|^config |appsettings (set|delete)|^group update|^defaults|^tag (create|update)|^tag add/, 'set-config'],
  [/^rest$|run-command (invoke|create)|^aks command invoke|^pipelines run|^pipelines build queue/, 'run'], [/^deployment .*create$|^webapp (up|deploy)|deployment source|zip$|^acr build|slot swap/, 'deploy'],
  [/role assignment create|permission (add|grant)|set-policy$|admin-consent/, 'grant'], [/role assignment delete|delete-policy$|permission delete/, 'revoke'],
  [/nodepool scale|vmss scale|aks scale|plan update|^disk update/, 'scale'],
  [/^aks (browse|use-dev)|ssh (vm|config)$|bastion (ssh|rdp|tunnel)|^vm ssh|create-remote-connection|container (attach|exec)|serial-console connect/, 'connect'],
  [/^provider register|feature register/, 'enable'], [/^upgrade$|extension (add|update)|install-cli|bicep (install|upgrade)/, 'install'], [/extension remove|bicep uninstall/, 'delete'],
  [/(backup|snapshot) create|bacpac|^group export/, 'export'], [/^boards work-item create/, 'create'], [/pr (set-vote|reviewer)/, 'approve'], [/keys? (renew|regenerate)|regenerate-keys?|keys update/, 'rotate'],
]
const GCLOUD: Exceptions = [
  [
    /get-credentials|print-(access|identity)-token|application-default|^auth (login|revoke|activate|configure-docker)|^init$|service-accounts keys create|sign-(blob|jwt|url)|generate-login-token/,
    'authenticate',
  ],
  [/^auth list/, 'list'], [/^config (list|get|get-value)|configurations (list|describe)/, 'get'], [
    /^config |set-iam-policy|add-(labels|tags|metadata)|remove-(labels|tags|metadata)/, 'set-config',
  ],
  [/test-iam-permissions|get-iam-policy/, 'get'], [/add-iam-policy-binding/, 'grant'], [/remove-iam-policy-binding/, 'revoke'], [
    /(^| )(ssh|start-iap-tunnel|connect-to-serial-port)( |$)/, 'connect',
  ],
  [
    /(^| )scp( |$)|^storage cp|^storage rsync/, 'copy',
  ], [/^storage (ls|du)/, 'list'], [/^storage cat|^app browse/, 'get'], [/^storage rm/, 'delete'], [/^storage mv/, 'move'],
  [
    /logging read|(^| )logs? (read|tail)|get-serial-port-output|stream-logs/, 'logs',
  ], [/operations list|revisions list|versions list/, 'list'], [/^billing .*(list|describe)/, 'cost'],
  [/(^| )(resize|set-autoscaling|update-traffic|set-machine-type)( |$)/, 'scale'], [/update-traffic/, 'deploy'], [/^(components|app) (install|update|remove)/, 'install'], [
    /builds submit|app deploy|run deploy|functions deploy|deploy releases/, 'deploy',
  ],
  [
    /^(help|topic|cheat-sheet|feedback|survey)/, 'explain',
  ], [/^(info|version)$/, 'get'], [/services enable/, 'enable'], [/services disable/, 'disable'], [/snapshots? create|backups create|sql export/, 'export'], [/(^| )(call|execute)( |$)/, 'run'],
]
const NAMING = [
  'name', 'n', 'ids', 'vm-name', 'resource-group', 'g', 'account-name', 'cluster-name', 'vault-name', 'server', 'resource-name',
  'container-name', 'subscription', 's',
]

function cloud(service: Service, exceptions: Exceptions): Parser {
  return ({ positional, flags }) => {
    const words = positional.map((word) => word.toLowerCase())
    while (words[0] === 'beta' || words[0] === 'alpha' || words[0] === 'preview') { words.shift(); positional = positional.slice(1) }
    if (words.length === 0) return flags.size > 0 ? reading('explain', service) : null
    if (!/^[a-z][a-z0-9-]*$/.test((words[0] ?? ''))) return null
    if (flags.has('help') || flags.get('h') === true) return reading('explain', service, words.at(-1))
    // az: the path is all there is. gcloud: the verb is the first known one after the group, what follows is the name.
    let at = -1
    for (let i = service === 'gcp' ? 1 : words.length - 1; i >= 0 && i < words.length; i += service === 'gcp' ? 1 : -1) {
      if (operationOfPrefix((words[i] ?? '')) !== undefined) { at = i; break }
    }
    const path = words.slice(0, service === 'gcp' && at > 0 ? at + 1 : 5).join(' ')
    let operation = exceptions.find(([pattern]) => pattern.test(path))?.[1] ?? (at >= 0 ? operationOfPrefix((words[at] ?? '')) : undefined)
    const known = operation !== undefined
    // `az network` alone prints what there is to say about it.
    if (operation === undefined && words.length === 1 && flags.size === 0) return reading('explain', service, words[0])
    if (operation === undefined) { if (words.length < 2) return null; operation = 'run' }
    if (flags.has('list') && /^(?:devops )?configure/.test(path)) operation = 'get'
    if (path === 'rest' && (valueOf(flags, 'method', 'm') ?? 'get').toLowerCase() === 'get') operation = 'get'
    if (flags.has('dry-run') || flags.has('what-if') || flags.has('validate-only')) operation = 'simulate'
    const parameters: Parameters = {}
    if (at > 0) parameters.kind = (words[at - 1] ?? '').replace(/s$/, '')
    let target: string | null = at >= 0 ? positional[at + 1] ?? null : null
    for (const name of NAMING) if (target === null || target.includes('=')) {
      const value = valueOf(flags, name)
      if (value !== undefined) target = value
    }
    for (
      const name of [
        'resource-group', 'g', 'zone', 'region', 'location', 'project', 'node-count', 'num-nodes', 'size', 'instance-count', 'new-capacity',
        'sku',
      ]
    ) {
      const value = valueOf(flags, name)
      if (value !== undefined) parameters[name === 'g' ? 'resource-group' : name] = typed(value)
    }
    return reading(operation, service, target ?? (at > 0 ? (words[at - 1] ?? '') : (words.at(-1) ?? '')), parameters, known ? 0.98 : 0.65)
  }
}

export const CLOUD_BOOLEANS = new Set(['yes', 'no-wait', 'help', 'quiet', 'verbose', 'debug', 'force', 'recursive', 'async', 'all', 'show-details', 'admin', 'overwrite-existing',
  'delete-source', 'allow-unauthenticated', 'no-allow-unauthenticated', 'generate-ssh-keys', 'dry-run', 'no-headers', 'stream', 'follow', 'global', 'preemptible', 'spot', 'what-if'])

export const az = cloud('azure', AZ)
export const gcloud = cloud('gcp', GCLOUD)

const GSUTIL: Readonly<Record<string, Operation>> = {
  ls: 'list', cat: 'get', stat: 'describe', du: 'metrics', hash: 'get', version: 'get', help: 'explain', cp: 'copy', mv: 'move', rm: 'delete', mb: 'create', rb: 'delete', rsync: 'copy', compose: 'create',
  rewrite: 'update', setmeta: 'set-config', signurl: 'authenticate', perfdiag: 'run', config: 'set-config', update: 'install', test: 'run', hmac: 'authenticate', defacl: 'grant', notification: 'create',
}
export const gsutil: Parser = ({ positional, flags }) => {
  const verb = positional[0]?.toLowerCase() ?? ''
  const sub = positional[1] ?? ''
  const operation = own(GSUTIL, verb) ?? (/^(acl|iam|cors|lifecycle|logging|versioning|web|label|retention|kms|bucketpolicyonly|ubla|pap|requesterpays|defstorageclass|rpo|autoclass)$/.test(verb)
    ? sub === 'get' ? 'get' : verb === 'acl' || verb === 'iam' ? 'grant' : 'set-config' : undefined)
  if (operation === undefined) return null
  return reading(
    flags.has('n') && verb === 'rsync' ? 'simulate' : operation, 'gcp',
    positional.find((word) => word.startsWith('gs://')) ?? positional.at(-1) ?? null, {}
  )
}

const BQ: Readonly<Record<string, Operation>> = {
  ls: 'list', show: 'describe', head: 'query', version: 'get', help: 'explain', wait: 'status', mk: 'create', rm: 'delete', cp: 'copy', load: 'import', extract: 'export', update: 'update', insert: 'update',
  cancel: 'stop', undelete: 'restore', truncate: 'delete', partition: 'update', init: 'set-config', shell: 'connect', 'get-iam-policy': 'get', 'add-iam-policy-binding': 'grant', mkdef: 'create',
}
export const bq: Parser = ({ positional, flags }) => {
  const verb = positional[0]?.toLowerCase() ?? ''
  if (flags.has('dry_run')) return reading('simulate', 'gcp', positional[1] ?? null)
  if (verb === 'query') {
    const inside = sqlReading(positional.slice(1).join(' '))
    return inside ? { ...inside, service: 'gcp' } : reading('run', 'gcp', null, {}, 0.6)
  }
  const operation = own(BQ, verb)
  return operation === undefined ? null : reading(operation, 'gcp', positional[1] ?? null)
}
