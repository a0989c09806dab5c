import { backendName, userName } from '../backend/project.ts'
import { Credentials } from '../backend/credentials.ts'
import { CommandError, outsideScope } from '../errors.ts'
import type { Command } from './context.ts'

/** Where states are kept, for every project that doesn't say otherwise: a folder. */
export const login: Command = {
  flags: {
    'cloud-url': 'value', local: 'switch', 'default-org': 'value', insecure: 'switch', interactive: 'switch', 'oidc-expiration': 'value',
    'oidc-org': 'value', 'oidc-team': 'value', 'oidc-token': 'value', 'oidc-user': 'value',
  },
  shorthands: { c: 'cloud-url', l: 'local' },
  takes: [0, 1],
  run(context) {
    const given = context.arguments
    const [word] = given.positional
    if (word !== undefined && given.has('cloud-url')) throw new CommandError('only one of --cloud-url or argument URL may be specified, not both')
    const named = word ?? given.value('cloud-url')
    if (given.on('local') && named !== undefined) throw new CommandError('a URL may not be specified when --local mode is enabled')
    const usual = context.environment.PULUMI_BACKEND_URL
    const url = given.on('local') ? 'file://~' : named ?? usual ?? ''
    if (usual && url !== usual) {
      context.note(`Warning: The PULUMI_BACKEND_URL environment variable is set to '${usual}', which conflicts with the login URL '${url}'.`)
    }
    if (!url.startsWith('file://')) throw outsideScope(url === '' ? 'Pulumi Cloud as a backend' : `the backend ${url.replace(/\/\/[^/@]*@/, '//****@')}`)
    Credentials.open(context.environment).logIn(url)
    context.print(`Logged in to ${backendName()} as ${userName()} (${url})`)
  },
}

export const logout: Command = {
  flags: { 'cloud-url': 'value', local: 'switch', all: 'switch' },
  shorthands: { c: 'cloud-url', l: 'local' },
  takes: [0, 1],
  run(context) {
    const given = context.arguments
    const credentials = Credentials.open(context.environment)
    if (given.on('all')) {
      credentials.logOutOfEverything()
      return context.print('Logged out of everything')
    }
    const named = given.positional[0] ?? given.value('cloud-url') ?? (given.on('local') ? 'file://~' : undefined)
    const url = named ?? context.environment.PULUMI_BACKEND_URL ?? credentials.current ?? 'https://api.pulumi.com'
    credentials.logOut(url)
    context.print(`Logged out of ${url}`)
  },
}
