import { partsOf, subject, type Console, type Reading } from './console.ts'

const hosts: ReadonlySet<string> = new Set(['portal.azure.com', 'ms.portal.azure.com', 'preview.portal.azure.com', 'portal.azure.us', 'portal.azure.cn'])

/** Words for the types that people name differently than their provider does; the rest is derived from the type's own name. */
const words: Readonly<Record<string, string>> = {
  'microsoft.compute/virtualmachines': 'virtual machine', 'microsoft.web/sites': 'app', 'microsoft.web/serverfarms': 'app service plan',
  'microsoft.containerservice/managedclusters': 'cluster', 'microsoft.containerinstance/containergroups': 'container group',
  'microsoft.documentdb/databaseaccounts': 'Cosmos DB account', 'microsoft.keyvault/vaults': 'key vault', 'microsoft.cache/redis': 'Redis cache',
  'microsoft.network/virtualnetworks': 'virtual network', 'microsoft.network/networksecuritygroups': 'network security group',
  'microsoft.app/containerapps': 'container app', 'microsoft.containerregistry/registries': 'container registry',
  'microsoft.network/publicipaddresses': 'public IP address',
}

const singular = (type: string): string =>
  type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().replace(/ies$/, 'y').replace(/(ss|x|ch)es$/, '$1').replace(/([^s])s$/, '$1')

/**
 * A resource's id, https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules: pairs of type and name after its
 * provider. A part that is left over at the end is a page of the resource ("overview").
 */
function resource(parts: readonly string[]): Reading | null {
  const [subscriptions, account, groups, group, providers, provider, ...rest] = parts
  if (subscriptions?.toLowerCase() !== 'subscriptions' || account === undefined) return null
  if (groups?.toLowerCase() !== 'resourcegroups' || group === undefined) return subject({ provider: 'azure', account, kind: 'subscription', id: account })
  if (providers?.toLowerCase() !== 'providers' || provider === undefined || rest.length < 2) {
    return subject({ provider: 'azure', account, kind: 'resource group', id: group })
  }
  const pairs = rest.slice(0, rest.length - (rest.length % 2))
  const types = pairs.filter((_, at) => at % 2 === 0)
  const kind = words[`${provider}/${types.join('/')}`.toLowerCase()] ?? singular(types.at(-1) ?? '')
  const id = `/subscriptions/${account}/resourceGroups/${group}/providers/${provider}/${pairs.join('/')}`
  return subject({ provider: 'azure', account, service: provider, kind, id })
}

/** The Azure portal. Everything stands behind the `#`: `#@tenant/resource/subscriptions/…`, or a view that carries an escaped id. */
export const azure: Console = (url) => {
  if (url.protocol !== 'https:' || !hosts.has(url.hostname)) return null
  const raw = url.hash.replace(/^#/, '').split('?')[0] ?? ''
  const parts = partsOf(raw)
  if (parts === null) return null
  const at = parts.indexOf('resource')
  if (at === 0 || (at === 1 && parts[0]?.startsWith('@'))) return resource(parts.slice(at + 1))
  const carried = /^(?:@[^/]+)?\/?(?:view|blade)$/.test(parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/'))
    ? parts.find((part) => part.toLowerCase().startsWith('/subscriptions/')) : undefined
  return carried === undefined ? null : resource(carried.split('/').filter((part) => part !== ''))
}
