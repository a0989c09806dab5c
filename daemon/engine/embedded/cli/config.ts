import { backendName } from '../backend/project.ts'
import { CommandError } from '../errors.ts'
import { withDeclared } from '../config/declared.ts'
import { configNode, type ConfigValue, configValue, maskedText, nodeAt, openText, shownConfig, withoutNode } from '../config/value.ts'
import { copy, refresh } from './config-copy.ts'
import { keyOf, SHARED } from './config-key.ts'
import { set, setAll } from './config-set.ts'
import type { Command } from './context.ts'
import { table } from './table.ts'
import { byKey } from '../values/by-key.ts'

const showAll: Command = {
  flags: { ...SHARED, json: 'switch', 'show-secrets': 'switch', open: 'switch' },
  run(context) {
    const stack = context.stack()
    const settings = context.settings(stack)
    const crypter = context.crypter(stack, settings)
    const values = [...withDeclared(context.project.declaredConfig, settings.values())].sort(byKey)
    const open = context.arguments.on('show-secrets')
    if (context.arguments.on('json')) return context.json(Object.fromEntries(values.map(([key, value]) => [key, shownConfig(value,
      open, crypter)])))
    const short = (key: string): string => (key.startsWith(`${context.project.name}:`) ? key.slice(context.project.name.length + 1) : key)
    context.print(table(['KEY', 'VALUE'], values.map(([key, value]) => [short(key), open ? openText(value, crypter) : maskedText(value)])))
  },
}

const get: Command = {
  flags: { ...SHARED, json: 'switch', path: 'switch', open: 'switch' },
  takes: 1,
  run(context) {
    const stack = context.stack()
    const [text = ''] = context.arguments.positional
    const settings = context.settings(stack)
    const { key, path } = keyOf(context, text)
    const whole = withDeclared(context.project.declaredConfig, settings.values()).get(key)
    const node = whole && nodeAt(configNode(whole), path)
    if (node === undefined) throw new CommandError(`configuration key '${text}' not found for stack '${stack}'`)
    const value: ConfigValue = path.length === 0 && whole ? whole : configValue(node)
    const crypter = context.crypter(stack, settings)
    if (context.arguments.on('json')) return context.json(shownConfig(value, true, crypter))
    context.print(openText(value, crypter))
  },
}

/** Removes whole keys, or what a path leads to; what isn't there is no error. */
const removing = (takes: number | readonly [number, number]): Command => ({
  flags: { ...SHARED, path: 'switch' },
  takes,
  run(context) {
    const settings = context.settings(context.stack())
    for (const text of context.arguments.positional) {
      const { key, path } = keyOf(context, text)
      const present = settings.values().get(key)
      if (path.length === 0 || !present) settings.delete(key)
      else settings.set(key, configValue(withoutNode(configNode(present), path)))
    }
    settings.save()
  },
})

/** Environments are the cloud backend's; a change of the list asks first. */
const environments = (asks: boolean): Command => ({
  flags: { ...SHARED, yes: 'switch', json: 'switch' },
  run(context) {
    if (asks && !context.arguments.on('yes')) throw new CommandError('non-interactive mode requires --yes flag')
    throw new CommandError(`backend ${backendName()} does not support environments; Pulumi ESC environments require the Pulumi Cloud backend, ` +
      'use `pulumi login` without arguments to log into the Pulumi Cloud backend')
  },
})
const [listed, changed] = [environments(false), environments(true)]

const [one, many] = [removing(1), removing([1, Infinity])]

/** The `config` commands by their words. */
export const configCommands: Readonly<Record<string, Command>> = {
  '': showAll, get, set, 'set-all': setAll, rm: one, remove: one, delete: one, 'rm-all': many, 'remove-all': many, 'delete-all': many,
  cp: copy, copy, refresh, 'env add': changed, 'env ls': listed, 'env list': listed, 'env rm': changed, 'env remove': changed,
  'env init': changed,
}
