import { partsOf, subject, type Console } from './console.ts'

/** First parts that are pages of Pulumi Cloud itself and no organization. */
const pages: ReadonlySet<string> = new Set(['account', 'api', 'authorize', 'cli-login', 'oauth', 'signin', 'signup', 'site', 'sso', 'welcome', 'new', 'invite'])
/** Second parts that are pages of an organization and no project. */
const rooms: ReadonlySet<string> = new Set([
  'billing', 'dashboard', 'deployments', 'environments', 'esc', 'insights', 'members', 'neo', 'policies', 'policypacks', 'private-registry', 'projects', 'registry',
  'resources', 'settings', 'stacks', 'teams', 'templates', 'usage', 'agents', 'services', 'webhooks',
])
const name = /^[A-Za-z0-9_.-]{1,100}$/

/** Pulumi Cloud: app.pulumi.com/ORGANIZATION/PROJECT/STACK, what stands behind the stack, and environments. */
export const pulumi: Console = (url) => {
  const parts = partsOf(url.pathname)
  if (url.protocol !== 'https:' || url.hostname !== 'app.pulumi.com' || parts === null) return null
  const [account, project, stack, room, id] = parts
  if (account === undefined || project === undefined || pages.has(account) || !name.test(account)) return null
  const place = { provider: 'pulumi', account } as const
  if (project === 'esc' && stack !== undefined) return subject({ ...place, service: 'esc', kind: 'environment', id: room === undefined ? stack : `${stack}/${room}` })
  if (rooms.has(project) || !name.test(project)) return null
  if (stack === undefined) return subject({ ...place, kind: 'project', id: project })
  if (!name.test(stack)) return null
  const target = `${project}/${stack}`
  if (room === 'updates' && /^[1-9][0-9]*$/.test(id ?? '')) return subject({ ...place, service: target, kind: 'update', id: `${target}/updates/${id}` })
  if (room === 'previews' && id !== undefined) return subject({ ...place, service: target, kind: 'preview', id: `${target}/previews/${id}` })
  if (room === 'deployments' && /^[1-9][0-9]*$/.test(id ?? '')) return subject({ ...place, service: target, kind: 'deployment', id: `${target}/deployments/${id}` })
  // The resource's URN is one escaped part.
  if (room === 'resources' && id?.startsWith('urn:pulumi:') === true) return subject({ ...place, service: target, kind: 'resource', id })
  return subject({ ...place, kind: 'stack', id: target })
}
