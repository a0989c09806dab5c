import { partsOf, subject, type Console, type Reading } from './console.ts'

type Found = Pick<Reading, 'kind' | 'id' | 'service'> & Partial<Pick<Reading, 'region'>>

/**
 * Page forms of the Google Cloud console, as patterns of its paths: `:region` (a region or zone) and `:id` are read, `:parent` goes in
 * front of the id, `:rest` is the id with all that follows, `*` is anything. What follows the pattern is a tab of the page.
 */
const forms: readonly (readonly [pattern: string, service: string, kind: string])[] = [
  ['compute/instancesDetail/zones/:region/instances/:id', 'compute', 'instance'],
  ['compute/disksDetail/zones/:region/disks/:id', 'compute', 'disk'],
  ['compute/instanceGroups/details/:region/:id', 'compute', 'instance group'],
  ['compute/instanceTemplates/details/:id', 'compute', 'instance template'],
  ['kubernetes/clusters/details/:region/:id', 'kubernetes', 'cluster'],
  ['kubernetes/deployment/:region/:parent/:parent/:id', 'kubernetes', 'deployment'],
  ['kubernetes/statefulset/:region/:parent/:parent/:id', 'kubernetes', 'statefulset'],
  ['kubernetes/service/:region/:parent/:parent/:id', 'kubernetes', 'service'],
  ['kubernetes/pod/:region/:parent/:parent/:id', 'kubernetes', 'pod'],
  ['run/detail/:region/:id', 'run', 'service'],
  ['run/jobs/details/:region/:id', 'run', 'job'],
  ['functions/details/:region/:id', 'functions', 'function'],
  ['sql/instances/:id', 'sql', 'instance'],
  ['storage/browser/_details/:parent/:rest', 'storage', 'object'],
  ['storage/browser/:id', 'storage', 'bucket'],
  ['cloudpubsub/topic/detail/:id', 'pubsub', 'topic'],
  ['cloudpubsub/subscription/detail/:id', 'pubsub', 'subscription'],
  ['iam-admin/serviceaccounts/details/:id', 'iam', 'service account'],
  ['networking/networks/details/:id', 'networking', 'network'],
  ['networking/subnetworks/details/:region/:id', 'networking', 'subnetwork'],
  ['networking/firewalls/details/:id', 'networking', 'firewall rule'],
  ['net-services/loadbalancing/details/*/:id', 'networking', 'load balancer'],
  ['net-services/dns/zones/:id', 'dns', 'zone'],
  ['security/secret-manager/secret/:id', 'secretmanager', 'secret'],
  ['security/kms/key/manage/:region/:parent/:id', 'kms', 'key'],
  ['artifacts/docker/:parent/:region/:id', 'artifactregistry', 'repository'],
  ['spanner/instances/:parent/databases/:id', 'spanner', 'database'],
  ['spanner/instances/:id', 'spanner', 'instance'],
  ['memorystore/redis/locations/:region/instances/:id', 'memorystore', 'instance'],
]

function match(pattern: string, path: readonly string[]): { readonly region?: string, readonly id: string } | null {
  const parents: string[] = []
  let region: string | undefined
  let id: string | undefined
  const wanted = pattern.split('/')
  for (const [at, part] of wanted.entries()) {
    // Storage puts its tab behind a semicolon: "my-bucket;tab=objects".
    const value = path[at]?.split(';')[0]
    if (value === undefined || value === '') return null
    if (part === ':region') region = value
    else if (part === ':id') id = value
    else if (part === ':parent') parents.push(value)
    else if (part === ':rest') id = path.slice(at).join('/').split(';')[0]
    else if (part !== '*' && part !== value) return null
  }
  if (id === undefined) return null
  return { id: [...parents, id].join('/'), ...(region === undefined ? {} : { region }) }
}

function found(url: URL, path: readonly string[]): Found | null {
  if (path[0] === 'bigquery') {
    const [dataset, table] = [url.searchParams.get('d'), url.searchParams.get('t')]
    if (dataset === null) return null
    return { service: 'bigquery', kind: table === null ? 'dataset' : 'table', id: table === null ? dataset : `${dataset}.${table}` }
  }
  for (const [pattern, service, kind] of forms) {
    const matched = match(pattern, path)
    if (matched !== null) return { service, kind, ...matched }
  }
  return null
}

/** The Google Cloud console; the project stands in the query. */
export const gcp: Console = (url) => {
  const path = partsOf(url.pathname)
  if (url.protocol !== 'https:' || url.hostname !== 'console.cloud.google.com' || path === null) return null
  const read = found(url, path)
  return read === null ? null : subject({ provider: 'gcp', account: url.searchParams.get('project') ?? url.searchParams.get('p'), ...read })
}
