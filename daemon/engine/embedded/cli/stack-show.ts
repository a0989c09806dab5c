import { readHistory } from '../backend/history.ts'
import { backendName, selectedStack } from '../backend/project.ts'
import { type ConfigNode, configValue, shownConfig } from '../config/value.ts'
import { CommandError } from '../errors.ts'
import type { DeploymentDocument } from '../snapshot/checkpoint.ts'
import { ROOT_TYPE } from '../snapshot/urn.ts'
import type { PropertyMap } from '../values/property.ts'
import { shownValue } from '../values/secrets.ts'
import { wholeNumber } from './arguments.ts'
import type { Command, CommandContext } from './context.ts'
import { resourceTree } from './resource-tree.ts'
import { ago, table } from './table.ts'

export const list: Command = {
  flags: { json: 'switch', all: 'switch', organization: 'value', project: 'value', tag: 'value' },
  shorthands: { a: 'all', o: 'organization', p: 'project', t: 'tag' },
  takes: 0,
  run(context) {
    const current = selectedStack(context.project)
    const stacks = context.stacks.list().map((name) => {
      const deployment = context.stacks.read(name)
      const time = deployment?.manifest?.time
      return { name, current: name === current, ...(typeof time === 'string' && { lastUpdate: time.replace(/(\.\d{3})\d*Z$/, '$1Z') }),
        resourceCount: deployment?.resources?.length ?? 0 }
    })
    if (context.arguments.on('json')) return context.json(stacks)
    const rows = stacks.map(({ name, current, lastUpdate, resourceCount }) =>
      [name + (current ? '*' : ''), lastUpdate ? ago(Date.parse(lastUpdate)) : 'n/a', String(resourceCount)])
    context.print(table(['NAME', 'LAST UPDATE', 'RESOURCE COUNT'], rows))
  },
}

export const output: Command = {
  flags: { stack: 'value', json: 'switch', 'show-secrets': 'switch', shell: 'switch' },
  takes: [0, 1],
  run(context) {
    if (context.arguments.on('json') && context.arguments.on('shell')) throw new CommandError('only one of --json and --shell may be set')
    const name = context.stack()
    const outputs = outputsOf(context.stacks.read(name), name, context)
    const key = context.arguments.positional[0]
    if (key !== undefined && !(key in outputs)) throw new CommandError(`current stack does not have output property '${key}'`)
    if (context.arguments.on('json')) return context.json(key === undefined ? outputs : outputs[key])
    if (context.arguments.on('shell')) {
      const shown = key === undefined ? outputs : { [key]: outputs[key] ?? null }
      return Object.entries(shown).forEach(([one, value]) => context.print(`${one}=${quoted(textOf(value))}`))
    }
    context.print(key === undefined ? outputsText(outputs) : textOf(outputs[key]))
  },
}

function outputsOf(deployment: DeploymentDocument | undefined, name: string, context: CommandContext): PropertyMap {
  const root = deployment?.resources?.find(({ type, delete: gone }) => type === ROOT_TYPE && gone !== true)
  return shownValue((root?.outputs ?? {}) as PropertyMap, context.arguments.on('show-secrets'), context.crypter(name)) as PropertyMap
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))
/** For a POSIX shell: nothing in it is more than text. */
const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)

function outputsText(outputs: PropertyMap): string {
  const rows = Object.keys(outputs).sort().map((key) => [key, textOf(outputs[key])])
  const title = `Current stack outputs (${rows.length}):\n`
  return title + (rows.length === 0 ? '    No output values currently in this stack' : table(['OUTPUT', 'VALUE'], rows, '    '))
}

const USUAL_PAGE = 10

export const history: Command = {
  flags: { stack: 'value', json: 'switch', 'show-secrets': 'switch', 'page-size': 'value', page: 'value', 'full-dates': 'switch' },
  takes: 0,
  run(context) {
    const name = context.stack()
    const size = wholeNumber(context.arguments, 'page-size', USUAL_PAGE)
    const page = Math.max(1, wholeNumber(context.arguments, 'page', 1))
    const all = readHistory(context.stacks, name)
    const paged = size < 1 ? all : all.slice((page - 1) * size, page * size)
    if (context.arguments.on('json')) {
      const open = context.arguments.on('show-secrets')
      const crypter = context.crypter(name)
      return context.json(paged.map((entry) => ({
        version: entry.version,
        kind: entry.kind,
        startTime: isoTime(entry.startTime),
        message: entry.message,
        environment: entry.environment ?? {},
        config: Object.fromEntries(Object.entries(entry.config ?? {}).map(([key, value]) => [key,
          shownConfig(configValue(value as ConfigNode), open, crypter)])),
        result: entry.result,
        endTime: isoTime(entry.endTime),
        resourceChanges: entry.resourceChanges ?? {},
      })))
    }
    if (paged.length === 0) return context.print(page > 1 ? `No stack updates found on page '${page}'` : 'Stack has never been updated')
    for (const { version, kind, result, message, resourceChanges, startTime, endTime, environment } of paged) {
      const changed = (op: string): number => resourceChanges?.[op] ?? 0
      const when = context.arguments.on('full-dates') ? isoTime(startTime) : ago(startTime * 1000)
      context.print(`Version: ${version}\nUpdateKind: ${kind}\nStatus: ${result}\nMessage: ${message}\n` +
        `+${changed('create')}-${changed('delete')}~${changed('update')} ${changed('same')} Updated ${when} took ${endTime - startTime}s`)
      for (const key of Object.keys(environment ?? {}).sort()) if (environment?.[key]?.trim()) context.print(`    ${key}: ${environment[key]}`)
      context.print('')
    }
  },
}

/** Milliseconds are always zero: the history holds seconds. */
const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString()

export const show: Command = {
  flags: { stack: 'value', 'show-ids': 'switch', 'show-name': 'switch', 'show-urns': 'switch', 'show-secrets': 'switch' },
  shorthands: { u: 'show-urns' },
  takes: 0,
  run(context) {
    const selected = selectedStack(context.project)
    if (!context.arguments.value('stack') && !(selected && context.stacks.exists(selected))) {
      throw new CommandError('no stack selected; please use `pulumi stack select` or `pulumi stack init` to choose one')
    }
    const name = context.stack()
    if (context.arguments.on('show-name')) return context.print(name)
    const deployment = context.stacks.read(name)
    const resources = deployment?.resources ?? []
    const { time, version } = deployment?.manifest ?? {}
    context.print(`Current stack is ${name}:\n    Managed by ${backendName()}`)
    if (typeof time === 'string') context.print(`    Last updated: ${ago(Date.parse(time))} (${time.replace('T', ' ').replace('Z', ' +0000 UTC')})`)
    if (typeof version === 'string' && version !== '') context.print(`    Pulumi version used: ${version}`)
    if (!deployment) context.print('    No updates yet; run `pulumi up`')
    context.print(`Current stack resources (${resources.length}):`)
    if (resources.length === 0) context.print('    No resources currently in this stack')
    else {
      context.print(resourceTree(resources, { urns: context.arguments.on('show-urns'), ids: context.arguments.on('show-ids') }))
      context.print(`\n${outputsText(outputsOf(deployment, name, context))}`)
    }
    context.print('\nUse `pulumi stack select` to change stack; `pulumi stack ls` lists known ones')
  },
}
