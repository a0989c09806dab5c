import { partsOf, subject, type Console } from './console.ts'

/** First parts that are pages of GitHub itself and no owner. */
const pages: ReadonlySet<string> = new Set([
  'about', 'account', 'apps', 'codespaces', 'collections', 'contact', 'customer-stories', 'dashboard', 'enterprise', 'enterprises', 'explore', 'features',
  'issues', 'join', 'login', 'logout', 'marketplace', 'new', 'notifications', 'organizations', 'orgs', 'pricing', 'pulls', 'readme', 'search', 'security',
  'sessions', 'settings', 'signup', 'site', 'sponsors', 'stars', 'team', 'topics', 'trending', 'users', 'watching',
])
const ownerForm = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/
const repositoryForm = /^[A-Za-z0-9._-]{1,100}$/

/** What a page inside a repository is about: its kind and its id behind that of the repository. */
function inside(parts: readonly string[]): { readonly kind: string, readonly id: string } | null {
  const [room, first, second, ...rest] = parts
  const number = /^[1-9][0-9]*$/.test(first ?? '') ? first : undefined
  switch (room) {
    case 'pull': return number === undefined ? null : { kind: 'pull request', id: `#${number}` }
    case 'issues': return number === undefined ? null : { kind: 'issue', id: `#${number}` }
    case 'discussions': return number === undefined ? null : { kind: 'discussion', id: `#${number}` }
    case 'commit': return /^[0-9a-f]{7,40}$/.test(first ?? '') ? { kind: 'commit', id: `@${first}` } : null
    case 'tree': return first === undefined ? null : { kind: 'branch', id: `@${first}` }
    case 'blob': return first === undefined || second === undefined ? null : { kind: 'file', id: `@${first}:${[second, ...rest].join('/')}` }
    case 'actions':
      if (first === 'runs' && /^[0-9]+$/.test(second ?? '')) return { kind: 'workflow run', id: `/actions/runs/${second}` }
      return first === 'workflows' && second !== undefined ? { kind: 'workflow', id: `/actions/workflows/${second}` } : null
    case 'releases': return first === 'tag' && second !== undefined ? { kind: 'release', id: `@${[second, ...rest].join('/')}` } : null
    case 'deployments': return first === undefined || first === 'activity_log' ? null : { kind: 'environment', id: `/deployments/${first}` }
    case 'milestone': return number === undefined ? null : { kind: 'milestone', id: `/milestone/${number}` }
    default: return null
  }
}

/** github.com: repositories and what is in them. A page of a repository that is about no one thing is about the repository. */
export const github: Console = (url) => {
  const parts = partsOf(url.pathname)
  if (url.protocol !== 'https:' || url.hostname !== 'github.com' || parts === null) return null
  const [owner, repository, ...rest] = parts
  if (owner === 'orgs' && repository !== undefined && ownerForm.test(repository)) {
    return subject({ provider: 'github', account: repository, kind: 'organization', id: repository })
  }
  if (owner === undefined || pages.has(owner) || !ownerForm.test(owner)) return null
  if (repository === undefined || !repositoryForm.test(repository)) return null
  const name = `${owner}/${repository}`
  const found = inside(rest)
  const place = { provider: 'github', account: owner } as const
  return subject(found === null ? { ...place, kind: 'repository', id: name } : { ...place, service: name, kind: found.kind, id: `${name}${found.id}` })
}
