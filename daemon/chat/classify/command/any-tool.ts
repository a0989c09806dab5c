import type { Operation } from '../operation.ts'
import { effectOf, severityOf } from '../operation.ts'
import type { Service } from '../service.ts'
import { own, reading } from './arguments.ts'
import type { Arguments, Parser } from './arguments.ts'
import { operationOfPrefix } from './verb-prefixes.ts'

/** Tools without a table of their own here: their verbs are read by what such verbs mean elsewhere, and an unknown one is a change. */
const KNOWN: Partial<Record<Service, string>> = {
  kubernetes: 'kubeadm kubectx kubens k9s stern kail kubetail kube-capacity helmfile k3d k3sup crictl kops velero kubeseal kubeval kubeconform skaffold okteto linkerd cilium fluxctl rancher kustomize krew clusterctl kubebuilder operator-sdk popeye',
  docker: 'podman-compose buildah skopeo ctr docker-machine dockerd hadolint containerd runc kaniko lazydocker',
  aws: 'aws-vault saml2aws aws-google-auth awslogs awscli-local ecs-cli chalice aws-sso s3cmd s5cmd aws-nuke',
  azure: 'azcopy azurite azd bicep',
  gcp: 'cloud-sql-proxy gcsfuse',
  github: 'github-label-sync',
  git: 'gita ghq gitui gitk gitlint gitleaks gitmoji tig lazygit gitwatch git-lfs git-secret git-crypt pre-commit',
  terraform: 'tflint tfsec tfenv tfswitch terraform-docs infracost terrascan terragrunt-atlantis atlantis driftctl checkov',
  pulumi: 'pulumictl pulumi-watch',
  generic: 'doctl hcloud heroku flyctl vercel netlify wrangler linode-cli scw ibmcloud virsh virt-install lxc lxd lxc-ls vagrant multipass qm pct pvesh pvesm zfs zpool lvs pvs vgs mdadm '
    + 'redis-benchmark redis-server mysqld mysqlsh mysqladmin mysqlcheck mysqlbinlog mongo mongod mongoimport mongoexport mongostat mongotop createdb dropdb createuser dropuser pgbench pg_ctl pg_isready pg_waldump pg_controldata pg_config pg_checksums pg_verifybackup pg_amcheck pg_test_fsync pg_rewind pg_upgrade ipcs ssh-keyscan sslscan ping6 ipcalc gpgconf gpgv pg_basebackup initdb '
    + 'vgextend vgreduce vgcreate vgremove lvcreate lvremove lvreduce lvresize pvcreate pvremove sqlite-utils clickhouse-client cqlsh cypher-shell etcdctl rabbitmqctl kafka-topics kafka-console-producer kafka-console-consumer kcat ansible-galaxy ansible-vault ansible-doc ansible-lint ansible-pull '
    + 'ansible-inventory ansible-console salt-call chef-client gitlab gitlab-runner gitlab-ctl gitlab-backup glab jenkins-cli tkn flyway liquibase alembic '
    + 'certbot cfssl apachectl apache2ctl varnishadm supervisorctl pm2 monit loginctl machinectl coredumpctl networkctl resolvectl nmcli wg wg-quick tailscale zerotier-cli cloudflared ngrok '
    + 'rclone restic borg rsnapshot cloud-init packer-fmt sops gpg bw lpass trivy grype syft cosign snyk k6 wrk systemd-analyze lsns nsenter unshare fuser lsipc',
}
const SERVICE = new Map<string, Service>()
for (const [service, names] of Object.entries(KNOWN)) for (const name of names.split(' ')) SERVICE.set(name, service as Service)

/** Verbs that only some of these tools have, and what they do where it is not what the word means elsewhere. */
const SPECIAL: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  'aws-vault': { add: 'authenticate', exec: 'authenticate', login: 'authenticate', export: 'authenticate', rotate: 'rotate' },
  saml2aws: { script: 'authenticate', exec: 'authenticate', configure: 'set-config', 'list-roles': 'list' },
  kubeadm: { init: 'create', join: 'attach', reset: 'delete', token: 'authenticate', upgrade: 'update', certs: 'rotate', config: 'get', 'token list': 'list', 'upgrade plan': 'simulate', 'upgrade diff': 'diff', 'certs check-expiration': 'status' },
  virsh: { dominfo: 'get', domstate: 'status', dumpxml: 'get', define: 'create', undefine: 'delete', autostart: 'enable', console: 'connect', 'snapshot-create': 'export', net: 'update' },
  qm: { config: 'get', status: 'status', set: 'set-config', reset: 'restart' },
  heroku: { ps: 'list', logs: 'logs', apps: 'list', config: 'list', 'config:set': 'set-config', 'config:unset': 'delete', 'pg:psql': 'connect', 'ps:scale': 'scale', releases: 'history', info: 'get' },
  flyctl: { launch: 'create', open: 'get', apps: 'list', info: 'get', logs: 'logs' },
  'podman-compose': { up: 'deploy', down: 'delete', ps: 'list', exec: 'run', images: 'list', config: 'get' },
  'docker-machine': { env: 'get', ip: 'get', url: 'get', active: 'get', regenerate: 'rotate' },
  'ansible-vault': { view: 'get', rekey: 'rotate', edit: 'update' },
  helmfile: { template: 'simulate', sync: 'deploy', apply: 'deploy', destroy: 'delete', deps: 'refresh' },
  supervisorctl: { tail: 'logs', status: 'status', avail: 'list', reread: 'refresh' },
  pm2: { list: 'list', ls: 'list', monit: 'metrics', save: 'set-config', flush: 'delete', reload: 'restart' },
  rclone: { lsd: 'list', lsl: 'list', lsf: 'list', size: 'metrics', mount: 'attach', sync: 'copy', purge: 'delete', cat: 'get', about: 'get' },
  restic: { backup: 'export', snapshots: 'list', forget: 'delete', stats: 'metrics', find: 'search' },
  zfs: { snapshot: 'export', rollback: 'rollback', send: 'copy', receive: 'restore', set: 'set-config' },
  vagrant: { up: 'start', halt: 'stop', ssh: 'connect', 'global-status': 'list', box: 'update', 'box list': 'list', 'box outdated': 'list', 'box add': 'install', 'box remove': 'delete', snapshot: 'export', destroy: 'delete', provision: 'deploy', reload: 'restart' },
  etcdctl: { put: 'set-config', watch: 'status', member: 'update', endpoint: 'status', snapshot: 'export', 'member list': 'list' },
  doctl: { account: 'get', 'auth init': 'authenticate', 'kubeconfig save': 'set-config' }, tailscale: { up: 'connect', down: 'stop', ip: 'get' },
  wrangler: { tail: 'logs', whoami: 'get', publish: 'deploy', secret: 'set-config', dev: 'run', generate: 'create' }, vercel: { env: 'update', dev: 'run', domains: 'list', alias: 'set-config' },
  netlify: { open: 'get', dev: 'run', sites: 'list', link: 'attach', unlink: 'detach' }, certbot: { certonly: 'create', certificates: 'list', renew: 'rotate', run: 'create' },
  'ansible-galaxy': { init: 'create', info: 'get' }, gpg: { 'list-keys': 'list' }, ghq: { get: 'copy', clone: 'copy', create: 'create', root: 'get' }, mysqld: {}, fluxctl: { 'list-workloads': 'list', identity: 'get', automate: 'enable', deautomate: 'disable' },
  nmcli: { 'con up': 'start', 'con down': 'stop', 'general hostname': 'set-config', radio: 'status', 'radio wifi on': 'enable', dev: 'list', device: 'list', 'con add': 'create', 'con modify': 'update', connection: 'list', con: 'list' },
  'gitlab-runner': { register: 'create', unregister: 'delete', verify: 'validate', run: 'start' }, 'gitlab-ctl': { status: 'status', tail: 'logs', reconfigure: 'deploy', 'service-list': 'list' },
}
/** These only look; any further words say at what. */
const LOOKS: Readonly<Record<string, Operation>> = {
  stern: 'logs', kail: 'logs', k9s: 'get', popeye: 'validate', kubeval: 'validate', kubeconform: 'validate', dive: 'describe', hadolint: 'validate', awslogs: 'logs', gitk: 'history', tig: 'history', gitui: 'get', lazygit: 'get',
  gitlint: 'validate', gitleaks: 'search', tflint: 'validate', tfsec: 'validate', terrascan: 'validate', checkov: 'validate', infracost: 'cost', driftctl: 'diff', 'ansible-lint': 'validate', 'ansible-doc': 'explain', 'ansible-inventory': 'list',
  'terraform-docs': 'explain', trivy: 'validate', grype: 'validate', syft: 'list', mysqlbinlog: 'logs', mongostat: 'metrics', mongotop: 'metrics', pg_isready: 'status', lazydocker: 'get', mongoexport: 'export', mongoimport: 'import',
  vgextend: 'scale', vgreduce: 'scale', vgcreate: 'create', vgremove: 'delete', lvcreate: 'create', lvremove: 'delete', lvreduce: 'scale', lvresize: 'scale', pvcreate: 'create', pvremove: 'delete',
  createdb: 'create', dropdb: 'delete', createuser: 'create', dropuser: 'delete', lvs: 'list', pvs: 'list', vgs: 'list', 'lxc-ls': 'list', lsns: 'list', lsipc: 'list', 'systemd-analyze': 'metrics', 'aws-google-auth': 'authenticate', assume: 'authenticate', granted: 'authenticate',
  'redis-server': 'start', mysqld: 'start', mongod: 'start', dockerd: 'start', azurite: 'start', mongo: 'connect', mysqlsh: 'connect', cqlsh: 'connect', fuser: 'list', pg_basebackup: 'export', pg_waldump: 'logs', pg_controldata: 'get', pg_config: 'get', pg_checksums: 'validate', pg_verifybackup: 'validate', pg_amcheck: 'validate', pg_test_fsync: 'metrics', ipcs: 'list', 'ssh-keyscan': 'get', sslscan: 'validate', ping6: 'status', ipcalc: 'get', kubetail: 'logs', 'kube-capacity': 'metrics', mysqlcheck: 'validate', gitwatch: 'run', kubens: 'set-config', kubectx: 'set-config',
}

/** Nouns that are commands by themselves, and list what they name. */
const LISTS = /^(?:ls|ll|ps|pods|images|targets|pipelines|regions|sizes|options|engines|versions|containers|machines|workers|builds|apps|users|groups|streams|peers|members|nodes|status-all|networks|volumes|projects|domains|teams|envs)$/

/** Verbs that are nouns where another verb follows: `tunnel list`, `config show`, `backup delete`. */
const GROUPS = /^(?:tunnel|config|certificate|cert|backup|release|plugin|image|service|snapshot|build|log|token|tag|key|label|check|test|connect|deploy|export|import|credential|session|run|plan|link|record|report|query|user|network|volume|box)$/

export const serviceOfTool = (name: string): Service | undefined => SERVICE.get(name)

/** `tool [group…] verb [name…]`, and `tool noun-verb name`. */
export function anyTool(name: string): Parser {
  return (args) => guess(args, SERVICE.get(name) ?? 'generic', name)
}

/** What the words of a command without a table mean; a verb that nobody knows is a change, with little confidence. */
export function guess({ positional, flags }: Pick<Arguments, 'positional' | 'flags'>, service: Service, name = ''): ReturnType<Parser> {
  const words = positional.map((word) => word.toLowerCase())
  const last = positional.at(-1) ?? null
  if (flags.has('help') || flags.get('h') === true || words[0] === 'help') return reading('explain', service, words[0] ?? name)
  if (words.length === 0 && (flags.has('version') || flags.get('v') === true || flags.get('V') === true)) return reading('get', service, 'version')
  const looks = own(LOOKS, name)
  if (looks !== undefined) return reading(words.length === 0 && (name === 'kubens' || name === 'kubectx') ? 'list' : looks, service, last)
  if (words.length === 0 && flags.size === 0) {
    const said = byLastPart(name)
    return reading(name === 'vercel' ? 'deploy' : said ?? 'run', service, name || null, {}, said === undefined ? 0.5 : 0.7)
  }
  let found: Operation | undefined = name.startsWith('lxc-') ? byLastPart(name) : undefined
  let at = -1
  for (let i = 0; i < Math.min(3, words.length); i++) {
    const word = words[i] ?? ''
    if (!/^[a-z][a-z0-9_:-]*$/.test(word)) break
    const special = own(own(SPECIAL, name), `${word} ${words[i + 1] ?? ''}`) ?? own(own(SPECIAL, name), word)
    const operation = special ?? operationOfPrefix(word) ?? (LISTS.test(word) ? 'list' : byLastPart(word))
    if (operation === undefined) { if (found !== undefined && found !== 'list') break; continue }
    // Where two words could be the verb, the worse one is.
    if (found === undefined || severityOf(operation) > severityOf(found) || GROUPS.test(words[at] ?? '') || LISTS.test(words[at] ?? '')) { found = operation; at = i }
    if (special !== undefined) break
  }
  if ((found === undefined || effectOf(found) === 'change') && ['dry-run', 'dryrun', 'check', 'simulate', 'what-if'].some((flag) => flags.has(flag))) found = 'simulate'
  found ??= byFlag([...flags.keys()]) ?? byLastPart(name) ?? (name === 'vercel' ? 'deploy' : undefined)
  return reading(found ?? 'run', service, positional[at + 1] ?? (at > 0 ? positional[at - 1] ?? null : at === 0 && words.length === 1 ? null : last), {}, found === undefined ? 0.5 : 0.85)
}

/** What a command does that says it with a flag alone: `--list-keys`, `--validate`, `--show-info`. */
function byFlag(names: readonly string[]): Operation | undefined {
  for (const name of names) {
    if (name.startsWith('list')) return 'list'
    if (/^(?:validate|verify|check)(?:-|$)/.test(name)) return 'validate'
    if (/^(?:print|show|version|info|status)(?:-|$)/.test(name)) return 'get'
    if (name === 'search') return 'search'
  }
  return undefined
}

/** `pool-list`, `net-destroy`, `service:restart`: some tools put the noun first. */
function byLastPart(word: string): Operation | undefined {
  const parts = word.split(/[-:_]/)
  if (parts.length < 2) return undefined
  return operationOfPrefix(parts.at(-1) ?? '') ?? (word.includes('_') ? operationOfPrefix(parts[0] ?? '') : undefined)
}
