import { partsOf, subject, type Console } from './console.ts'

const kinds: Readonly<Record<string, string>> = { sites: 'site', databases: 'database', routes: 'route' }

/** The sandbox cloud on this machine (`infrastructure/`): http://127.0.0.1:9041/console/sites/web. Any port: `--sandbox-port` chooses it. */
export const sandbox: Console = (url) => {
  if (url.protocol !== 'http:' || url.hostname !== '127.0.0.1' || url.port === '') return null
  const [room, kindPart, ...name] = partsOf(url.pathname) ?? []
  const kind = kinds[kindPart ?? '']
  if (room !== 'console' || kind === undefined || name.length === 0) return null
  return subject({ provider: 'sandbox', account: url.host, service: kindPart, kind, id: name.join('/') })
}
