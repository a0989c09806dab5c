import { fragmentOf, partsOf, subject, type Console, type Reading } from './console.ts'

/** Kinds as dashboards spell them: plural, singular, with their group ("apps.deployment", "apps~v1~Deployment"). */
const kinds: readonly string[] = [
  'deployment', 'statefulset', 'daemonset', 'replicaset', 'pod', 'service', 'ingress', 'job', 'cronjob', 'configmap', 'secret', 'persistentvolumeclaim',
  'persistentvolume', 'storageclass', 'node', 'namespace', 'networkpolicy', 'serviceaccount', 'role', 'rolebinding', 'clusterrole', 'clusterrolebinding',
  'horizontalpodautoscaler',
]
const plurals = new Map(kinds.flatMap((kind) => [
  [kind, kind], [`${kind}s`, kind], [`${kind}es`, kind], [kind.replace(/y$/, 'ies'), kind], [kind.replace(/class$/, 'classes'), kind],
]))
/** What belongs to no namespace. */
const clusterWide: ReadonlySet<string> = new Set(['node', 'namespace', 'persistentvolume', 'storageclass', 'clusterrole', 'clusterrolebinding'])

function kindOf(spelling: string | undefined): string | undefined {
  return plurals.get((spelling ?? '').split(/[.~]/).at(-1)?.toLowerCase() ?? '')
}

function resource(cluster: string | undefined, spelling: string | undefined, rest: readonly string[]): Reading | null {
  const kind = kindOf(spelling)
  if (kind === undefined) return null
  const [namespace, name] = clusterWide.has(kind) ? [undefined, rest[0]] : [rest[0], rest[1]]
  return name === undefined ? null : subject({ provider: 'kubernetes', account: cluster, service: namespace, kind, id: name })
}

const loopback = (host: string): boolean => host === 'localhost' || host === '127.0.0.1' || host === '[::1]'

/** OpenShift: /k8s/ns/shop/deployments/web and /k8s/cluster/nodes/worker-1. Its console always has this name in front. */
function openshift(url: URL, parts: readonly string[]): Reading | null {
  const [, cluster] = /^console-openshift-console\.apps\.(.+)$/.exec(url.hostname) ?? []
  if (cluster === undefined || parts[0] !== 'k8s') return null
  if (parts[1] === 'ns' && parts[2] !== undefined) return resource(cluster, parts[3], [parts[2], ...parts.slice(4)])
  return parts[1] === 'cluster' ? resource(cluster, parts[2], parts.slice(3)) : null
}

/** Rancher: /dashboard/c/CLUSTER/explorer/apps.deployment/shop/web, on any host: nobody else has such a path. */
function rancher(_: URL, [dashboard, c, cluster, explorer, kind, ...rest]: readonly string[]): Reading | null {
  if (dashboard !== 'dashboard' || c !== 'c' || cluster === undefined || explorer !== 'explorer') return null
  return resource(cluster, kind, rest.map((part) => part.split('#')[0] ?? part))
}

/** Headlamp: /c/CLUSTER/deployments/shop/web; its path is too plain for any host. */
function headlamp(url: URL, [c, cluster, kind, ...rest]: readonly string[]): Reading | null {
  if (!loopback(url.hostname) && !/^headlamp\./.test(url.hostname)) return null
  return c === 'c' && cluster !== undefined ? resource(cluster, kind, rest) : null
}

/** Argo CD: /applications/argocd/guestbook. */
function argo(url: URL, [applications, namespace, name]: readonly string[]): Reading | null {
  if (!/^argo-?cd\./.test(url.hostname) || applications !== 'applications' || namespace === undefined) return null
  return subject({ provider: 'kubernetes', service: name === undefined ? undefined : namespace, kind: 'application', id: name ?? namespace })
}

/** Kubernetes Dashboard: `#/deployment/shop/web`, through `kubectl proxy` or under a name of its own. */
function dashboard(url: URL, parts: readonly string[]): Reading | null {
  const proxied = loopback(url.hostname) && parts.at(-1) === 'proxy' && parts.some((part) => part.includes('kubernetes-dashboard'))
  if (!proxied && !/^(?:kubernetes|k8s)-dashboard\./.test(url.hostname)) return null
  const [kind, ...rest] = fragmentOf(url).parts
  return resource(undefined, kind, rest)
}

/** Dashboards of Kubernetes. They run anywhere, so each is known by what nobody else's address looks like. */
export const kubernetes: Console = (url) => {
  const parts = partsOf(url.pathname)
  if (parts === null) return null
  for (const read of [openshift, rancher, headlamp, argo, dashboard]) {
    const found = read(url, parts)
    if (found !== null) return found
  }
  return null
}
