import { copyFileSync, existsSync } from 'node:fs'
import type { StackSettings } from '../config/settings.ts'
import { type ConfigNode, configNode, configValue, nodeAt, resealed, withNode } from '../config/value.ts'
import { CommandError } from '../errors.ts'
import { keyOf, SHARED } from './config-key.ts'
import type { Command, CommandContext } from './context.ts'
import { byKey } from '../values/by-key.ts'

/** Copies one value, or all, to another stack, whose own key then seals the secrets. */
export const copy: Command = {
  flags: { ...SHARED, path: 'switch', dest: 'value' },
  shorthands: { d: 'dest' },
  takes: [0, 1],
  run(context) {
    const from = context.stack()
    const named = context.arguments.value('dest')
    if (named === from) throw new CommandError('current stack and destination stack are the same')
    const to = context.stack(named)
    const [source, target] = [context.settings(from), context.settings(to)]
    const [opened, sealed] = [context.crypter(from, source), context.crypter(to, target)]
    const anew = (node: ConfigNode): ConfigNode => resealed(node, opened, sealed)
    const [text] = context.arguments.positional
    if (text === undefined) copyAll(source, target, anew)
    else copyOne(context, from, text, source, target, anew)
    target.save()
  },
}

function copyAll(source: StackSettings, target: StackSettings, anew: (node: ConfigNode) => ConfigNode): void {
  const values = [...source.values()].sort(byKey)
  for (const [key, value] of values) target.set(key, configValue(anew(configNode(value))))
}

function copyOne(
  context: CommandContext, from: string, text: string, source: StackSettings, target: StackSettings, anew: (node: ConfigNode) => ConfigNode,
): void {
  const { key, path } = keyOf(context, text)
  const whole = source.values().get(key)
  const node = whole && nodeAt(configNode(whole), path)
  if (node === undefined) throw new CommandError(`configuration key '${text}' not found for stack '${from}'`)
  const present = target.values().get(key)
  const name = key.slice(key.indexOf(':') + 1)
  target.set(key, configValue(path.length === 0 ? anew(node) : withNode(present && configNode(present), path, anew(node), [name])))
}

/** Puts back the configuration of the last update; the file that was there stays beside it, unless it is forced. */
export const refresh: Command = {
  flags: { ...SHARED, force: 'switch' },
  shorthands: { f: 'force' },
  takes: 0,
  async run(context) {
    const { readHistory } = await import('../backend/history.ts')
    const stack = context.stack()
    const [last] = readHistory(context.stacks, stack)
    if (!last) throw new CommandError('getting latest configuration: no previous deployment')
    const settings = context.settings(stack)
    const kept = existsSync(settings.path) && !context.arguments.on('force')
    let backup = `${settings.path}.bak`
    while (kept && existsSync(backup)) backup += '.bak'
    if (kept) copyFileSync(settings.path, backup)
    for (const key of settings.values().keys()) settings.delete(key)
    for (const [key, node] of Object.entries(last.config ?? {})) settings.set(key, configValue(node as ConfigNode))
    // Its secrets open with the state's salt.
    const salt = context.stacks.read(stack)?.secrets_providers?.state?.salt
    if (typeof salt === 'string') settings.salt = salt
    settings.save()
    if (kept) context.print(`backed up existing configuration file to ${backup}\nrefreshed configuration for stack '${stack}'`)
  },
}

